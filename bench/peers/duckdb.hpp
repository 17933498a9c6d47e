// The part of DuckDB's C interface that the bench uses. Its package for node brings the library but no header; these
// are the declarations of 1.4, which DuckDB keeps stable.
#pragma once

#include <cstdint>

extern "C" {

enum duckdb_state { duckdb_success = 0, duckdb_error = 1 };

using duckdb_database = struct duckdb_database_part*;
using duckdb_connection = struct duckdb_connection_part*;
using duckdb_appender = struct duckdb_appender_part*;
using duckdb_data_chunk = struct duckdb_data_chunk_part*;
using duckdb_vector = struct duckdb_vector_part*;

struct duckdb_result {
  std::uint64_t unused_column_count, unused_row_count, unused_rows_changed;
  void* unused_columns;
  char* unused_error_message;
  void* internal_data;
};

duckdb_state duckdb_open(const char* path, duckdb_database* made);
void duckdb_close(duckdb_database* database);
duckdb_state duckdb_connect(duckdb_database database, duckdb_connection* made);
void duckdb_disconnect(duckdb_connection* connection);
duckdb_state duckdb_query(duckdb_connection connection, const char* sql, duckdb_result* result);
const char* duckdb_result_error(duckdb_result* result);
void duckdb_destroy_result(duckdb_result* result);
duckdb_data_chunk duckdb_fetch_chunk(duckdb_result result);
void duckdb_destroy_data_chunk(duckdb_data_chunk* chunk);
std::uint64_t duckdb_data_chunk_get_size(duckdb_data_chunk chunk);
duckdb_vector duckdb_data_chunk_get_vector(duckdb_data_chunk chunk, std::uint64_t column);
void* duckdb_vector_get_data(duckdb_vector vector);
duckdb_state duckdb_appender_create(duckdb_connection connection, const char* schema, const char* table,
                                    duckdb_appender* made);
duckdb_state duckdb_append_int32(duckdb_appender appender, std::int32_t value);
duckdb_state duckdb_append_int64(duckdb_appender appender, std::int64_t value);
duckdb_state duckdb_append_double(duckdb_appender appender, double value);
duckdb_state duckdb_appender_end_row(duckdb_appender appender);
duckdb_state duckdb_appender_destroy(duckdb_appender* appender);
const char* duckdb_library_version();

}  // extern "C"
