"""Rooms and tokens for a test; the rooms are deleted when it ends."""

import datetime
import uuid

from .planes import ApiError

ALL = ["SEND_MESSAGE", "DELETE_MESSAGE", "DISCONNECT_USER"]


def fresh_name():
    return f"sdk-test-{uuid.uuid4()}"


def create_room(test, plane, **members):
    room = plane.call("CreateRoom", **members)
    test.addCleanup(delete_unless_gone, plane, "DeleteRoom", room["arn"])
    return room


def delete_unless_gone(plane, operation, arn):
    try:
        plane.call(operation, identifier=arn)
    except ApiError as error:
        if error.code != "ResourceNotFoundException":
            raise


def mint(plane, room, user, capabilities=(), **members):
    return plane.call("CreateChatToken", roomIdentifier=room["arn"], userId=user,
                      capabilities=list(capabilities), **members)["token"]


def as_time(value):
    """boto3 gives dates, the CLI and curl the text of one."""
    return value if isinstance(value, datetime.datetime) else datetime.datetime.fromisoformat(value)
