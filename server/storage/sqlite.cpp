#include "storage/sqlite.hpp"

#include <sqlite3.h>

namespace ivschat::storage::sqlite {
namespace {

[[noreturn]] void fail(sqlite3* connection) {
    throw error{sqlite3_extended_errcode(connection), sqlite3_errmsg(connection)};
}

void check(int code, sqlite3* connection) {
    if (code != SQLITE_OK) fail(connection);
}

// SQLite treats a null pointer as NULL, whatever the length.
constexpr const char* nothing = "";

struct binder {
    sqlite3_stmt* statement;
    int position;

    int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, position); }
    int operator()(std::int64_t number) const {
        return sqlite3_bind_int64(statement, position, number);
    }
    int operator()(std::string_view text) const {
        return sqlite3_bind_text64(statement, position, text.data() ? text.data() : nothing,
                                   text.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    int operator()(std::span<const std::byte> blob) const {
        const void* data = blob.data();
        return sqlite3_bind_blob64(statement, position, data ? data : nothing, blob.size(),
                                   SQLITE_STATIC);
    }
};

} // namespace

// ---- row ----

bool row::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t row::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view row::text(int column) const {
    const auto bytes = blob(column);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::span<const std::byte> row::blob(int column) const {
    // The order matters: the first call may convert the value whose size the second returns.
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

// ---- statement ----

statement::statement(sqlite3* connection, std::string_view sql) {
    sqlite3_stmt* made = nullptr;
    check(sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()),
                             SQLITE_PREPARE_PERSISTENT, &made, nullptr),
          connection);
    handle_.reset(made);
}

void statement::bind(values given) {
    int position = 0;
    for (const auto& each : given) {
        const binder binder{.statement = handle_.get(), .position = ++position};
        check(std::visit(binder, each), sqlite3_db_handle(handle_.get()));
    }
}

bool statement::step() {
    const int code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    fail(sqlite3_db_handle(handle_.get()));
}

void statement::finalizer::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

// sqlite3_reset repeats the error of a failed step, which `step` has thrown already.
statement::rewinder::~rewinder() { sqlite3_reset(statement); }

// ---- connection ----

connection::connection(const std::filesystem::path& file) {
    sqlite3* made = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    // An absolute path, because SQLite may read a relative one that begins with "file:" as a URI.
    const auto path = std::filesystem::absolute(file);
    const int code = sqlite3_open_v2(path.c_str(), &made, flags, nullptr);
    handle_.reset(made); // set even after most failures
    if (code != SQLITE_OK) {
        throw error{code, made ? sqlite3_errmsg(made) : sqlite3_errstr(code)};
    }
}

void connection::execute(const std::string& script) {
    check(sqlite3_exec(handle_.get(), script.c_str(), nullptr, nullptr, nullptr), handle_.get());
}

std::int64_t connection::integer(std::string_view sql) {
    std::int64_t found = 0;
    prepare(sql).for_each({}, [&](const row& row) { found = row.integer(0); });
    return found;
}

std::string connection::text(std::string_view sql) {
    std::string found;
    prepare(sql).for_each({}, [&](const row& row) { found = row.text(0); });
    return found;
}

bool connection::is_read_only() const { return sqlite3_db_readonly(handle_.get(), "main") != 0; }

void connection::keep_wal_on_close(bool keep) {
    check(sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, nullptr),
          handle_.get());
}

bool connection::is_idle() const { return sqlite3_get_autocommit(handle_.get()) != 0; }

void connection::closer::operator()(sqlite3* connection) const { sqlite3_close(connection); }

// ---- transaction ----

transaction::transaction(connection& connection) : connection_{connection} {
    connection_.execute("BEGIN");
}

transaction::~transaction() {
    // After some errors, such as a full disk, SQLite has already rolled back.
    if (connection_.is_idle()) return;
    try {
        connection_.execute("ROLLBACK");
    } catch (const error&) {
        // Nothing was committed. SQLite rolls back when the file is opened next.
    }
}

void transaction::commit() { connection_.execute("COMMIT"); }

} // namespace ivschat::storage::sqlite
