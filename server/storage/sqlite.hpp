// RAII wrappers around the part of SQLite's C API that storage uses. Knows nothing of chat.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

namespace ivschat::storage::sqlite {

// An error with SQLite's own message.
class error : public std::runtime_error {
public:
    error(int code, const std::string& message) : std::runtime_error{message}, code_{code} {}
    // The extended result code (sqlite.org/rescode.html).
    int code() const { return code_; }

private:
    int code_;
};

// A parameter of a statement. Texts may contain any character, even NUL, and must outlive the call.
using value =
    std::variant<std::nullptr_t, std::int64_t, std::string_view, std::span<const std::byte>>;
using values = std::initializer_list<value>;

// The current row of a statement. Its texts and blobs are valid until the next row. Columns count
// from 0.
class row {
public:
    explicit row(sqlite3_stmt* statement) : statement_{statement} {}

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    std::string_view text(int column) const;
    std::span<const std::byte> blob(int column) const;

private:
    sqlite3_stmt* statement_;
};

// A prepared statement. Must not outlive its connection.
class statement {
public:
    statement(sqlite3* connection, std::string_view sql);

    // Throws `error`, as `for_each` does. The statement can be used again afterwards.
    void run(values given = {}) {
        for_each(given, [](const row&) {});
    }

    // Calls `visit(row)` for each row of the result.
    template <class Visitor>
    void for_each(values given, Visitor visit) {
        const rewinder rewind{handle_.get()};
        bind(given);
        while (step()) visit(row{handle_.get()});
    }

private:
    struct finalizer {
        void operator()(sqlite3_stmt* statement) const;
    };
    struct rewinder {
        explicit rewinder(sqlite3_stmt* used) : statement{used} {}
        rewinder(const rewinder&) = delete;
        rewinder& operator=(const rewinder&) = delete;
        ~rewinder();
        sqlite3_stmt* statement;
    };

    void bind(values given);
    bool step();

    std::unique_ptr<sqlite3_stmt, finalizer> handle_;
};

// Any thread may use it, but only one at a time.
class connection {
public:
    // Opens an existing file. Does not read it yet.
    explicit connection(const std::filesystem::path& file);

    statement prepare(std::string_view sql) { return {handle_.get(), sql}; }
    // Runs any number of statements without parameters or results.
    void execute(const std::string& script);
    // The first column of the only row.
    std::int64_t integer(std::string_view sql);
    std::string text(std::string_view sql);

    bool is_read_only() const;
    // Sets whether closing leaves the WAL as it is, without a checkpoint.
    void keep_wal_on_close(bool keep);
    // False inside a transaction.
    bool is_idle() const;

private:
    struct closer {
        void operator()(sqlite3* connection) const;
    };

    std::unique_ptr<sqlite3, closer> handle_;
};

// Rolled back unless committed.
class transaction {
public:
    explicit transaction(connection& connection);
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;
    ~transaction();

    void commit();

private:
    connection& connection_;
};

} // namespace ivschat::storage::sqlite
