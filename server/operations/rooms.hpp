// CreateRoom, GetRoom, UpdateRoom, ListRooms, DeleteRoom.
#pragma once

#include "model/api_error.hpp"
#include "model/rooms.hpp"
#include "operations/environment.hpp"

namespace ivschat::operations {

model::result<model::room_description> create_room(environment& env, const chat::caller& caller,
                                                   model::create_room_request request);
model::result<model::room_description> get_room(environment& env, const chat::caller& caller,
                                                model::get_room_request request);
model::result<model::room_description> update_room(environment& env, const chat::caller& caller,
                                                   model::update_room_request request);
model::result<model::list_rooms_response> list_rooms(environment& env, const chat::caller& caller,
                                                     model::list_rooms_request request);
model::result<void> delete_room(environment& env, const chat::caller& caller,
                                model::delete_room_request request);

model::room_description describe(const chat::room& room);
// A room of a seed. Missing members have AWS's defaults; missing times are `now`.
chat::room to_room(const model::room_description& description, chat::timestamp now);

} // namespace ivschat::operations
