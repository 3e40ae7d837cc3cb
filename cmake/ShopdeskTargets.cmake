# shopdesk_pch, shopdesk_proto, shopdesk_library, shopdesk_binary, shopdesk_test, shopdesk_link_whole: the only ways to make a target here.

# For what is compiled as fast as can be: tests, and commands that only read their flags. What they call is optimized.
add_library(shopdesk_unoptimized INTERFACE)
target_compile_options(shopdesk_unoptimized INTERFACE -O0)

# Several files of a target are compiled as one: most of what a file costs is the headers and templates that all of them
# include. Who changes one file at a time, and clang-tidy, read them one by one.
option(SHOPDESK_UNITY "Compile several files of a target as one" ON)

# shopdesk_unity(TARGET): the files of TARGET are compiled ten at once. No two of them define the same name, not even in
# anonymous namespaces.
function(shopdesk_unity target)
  if(SHOPDESK_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 10)
    # GCC takes what is private to a file for a header's.
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
endfunction()

# What clang-tidy needs to be built before it can read the code: generated headers and precompiled ones.
add_custom_target(shopdesk_lint_inputs)

# shopdesk_pch(NAME HEADERS <a> ... [DEPS ...]): a precompiled header for what is compiled with our options in a folder
# that says set(SHOPDESK_PCH NAME), and NAME_test with GoogleTest for the tests in it.
function(shopdesk_pch name)
  cmake_parse_arguments(ARG "" "" "HEADERS;DEPS" ${ARGN})
  set(headers
    <algorithm> <cstdint> <functional> <memory> <optional> <string> <utility> <vector>
    <absl/container/flat_hash_map.h> <absl/functional/any_invocable.h> <absl/status/statusor.h>
    <absl/strings/str_cat.h> <absl/strings/str_format.h> <absl/time/time.h>
    <google/protobuf/message.h> <google/protobuf/timestamp.pb.h> ${ARG_HEADERS})
  set(deps shopdesk_options protobuf::libprotobuf absl::statusor absl::str_format absl::time absl::flat_hash_map
    absl::any_invocable ${ARG_DEPS})
  add_library(${name} OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch.cc)
  target_precompile_headers(${name} PRIVATE ${headers})
  target_link_libraries(${name} PRIVATE ${deps})
  add_dependencies(shopdesk_lint_inputs ${name})
  if(BUILD_TESTING)
    add_library(${name}_test OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch.cc)
    target_precompile_headers(${name}_test PRIVATE ${headers} <gmock/gmock.h> <gtest/gtest.h>)
    target_link_libraries(${name}_test PRIVATE ${deps} shopdesk_unoptimized GTest::gmock GTest::gtest)
    add_dependencies(shopdesk_lint_inputs ${name}_test)
  endif()
endfunction()

shopdesk_pch(shopdesk_base_pch)
set(SHOPDESK_PCH shopdesk_base_pch)
# With gRPC, for libs/rpc and whoever calls.
shopdesk_pch(shopdesk_grpc_pch HEADERS <grpcpp/grpcpp.h> DEPS PkgConfig::GRPCPP)

# shopdesk_service_pch(SERVICE PROTOS a.pb.h ... [DEPS ...]): the one of a service, with what most of its files include. It is
# compiled without the libraries' definitions: a layer that lacks them can use it, and so can one that has them.
function(shopdesk_service_pch service)
  cmake_parse_arguments(ARG "" "" "PROTOS;DEPS" ${ARGN})
  set(headers)
  foreach(header IN LISTS ARG_PROTOS)
    list(APPEND headers <${header}>)
  endforeach()
  shopdesk_pch(shopdesk_${service}_pch HEADERS "\"libs/base/error.h\"" "\"libs/runtime/context.h\"" ${headers}
    DEPS shopdesk_${service}_proto shopdesk_event_proto prometheus-cpp::core ${ARG_DEPS})
  set(SHOPDESK_PCH shopdesk_${service}_pch PARENT_SCOPE)
endfunction()

set(SHOPDESK_GEN_DIR ${CMAKE_BINARY_DIR}/gen)

# Generated code is a third of all that is compiled. Its messages are served from every request, so they are optimized, a
# little; its stubs only pass calls on. Neither needs debug lines.
add_library(shopdesk_message_options INTERFACE)
target_compile_options(shopdesk_message_options INTERFACE -w -g0 $<$<CONFIG:Release>:-O1>)
add_library(shopdesk_stub_options INTERFACE)
target_compile_options(shopdesk_stub_options INTERFACE -w -g0 -O0)

add_library(shopdesk_message_pch OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch.cc)
target_precompile_headers(shopdesk_message_pch PRIVATE
  <algorithm> <limits> <string>
  <google/protobuf/extension_set.h> <google/protobuf/generated_enum_reflection.h>
  <google/protobuf/generated_message_reflection.h> <google/protobuf/io/coded_stream.h> <google/protobuf/map.h>
  <google/protobuf/map_entry.h> <google/protobuf/map_field_inl.h> <google/protobuf/message.h>
  <google/protobuf/reflection_ops.h> <google/protobuf/timestamp.pb.h> <google/protobuf/wire_format.h>)
target_link_libraries(shopdesk_message_pch PRIVATE shopdesk_message_options protobuf::libprotobuf)

add_library(shopdesk_stub_pch OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch.cc)
target_precompile_headers(shopdesk_stub_pch PRIVATE
  <google/protobuf/message.h> <google/protobuf/timestamp.pb.h> <grpcpp/grpcpp.h> <grpcpp/support/async_stream.h>
  <grpcpp/support/async_unary_call.h> <grpcpp/support/client_callback.h> <grpcpp/support/method_handler.h>
  <grpcpp/support/sync_stream.h>)
target_link_libraries(shopdesk_stub_pch PRIVATE shopdesk_stub_options protobuf::libprotobuf PkgConfig::GRPCPP)

set(SHOPDESK_MESSAGE_NAMES [[
#undef schemas
#undef file_default_instances
#define SHOPDESK_JOIN_(a, b) a##b
#define SHOPDESK_JOIN(a, b) SHOPDESK_JOIN_(a, b)
#define schemas SHOPDESK_JOIN(schemas_, SHOPDESK_UNIT)
#define file_default_instances SHOPDESK_JOIN(file_default_instances_, SHOPDESK_UNIT)
]])

# shopdesk_proto(NAME FILES a.proto ... [DEPS other_proto ...] [ROOT directory]): NAME holds the messages, and NAME_stubs,
# where a file has services, gRPC's stubs. Paths are relative to ROOT, by default protos/.
function(shopdesk_proto name)
  cmake_parse_arguments(ARG "" "ROOT" "FILES;DEPS" ${ARGN})
  if(NOT ARG_ROOT)
    set(ARG_ROOT ${CMAKE_SOURCE_DIR}/protos)
  endif()
  set(messages)
  set(stubs)
  foreach(file IN LISTS ARG_FILES)
    string(REGEX REPLACE "\\.proto$" "" stem ${file})
    set(outputs ${SHOPDESK_GEN_DIR}/${stem}.pb.cc ${SHOPDESK_GEN_DIR}/${stem}.pb.h)
    list(APPEND messages ${outputs})
    set(plugin)
    file(STRINGS ${ARG_ROOT}/${file} has_service REGEX "^service ")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARG_ROOT}/${file})
    if(has_service)
      set(stub_outputs ${SHOPDESK_GEN_DIR}/${stem}.grpc.pb.cc ${SHOPDESK_GEN_DIR}/${stem}.grpc.pb.h)
      list(APPEND outputs ${stub_outputs})
      list(APPEND stubs ${stub_outputs})
      set(plugin --grpc_out=${SHOPDESK_GEN_DIR} --plugin=protoc-gen-grpc=${GRPC_CPP_PLUGIN_PROGRAM})
    endif()
    add_custom_command(
      OUTPUT ${outputs}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${SHOPDESK_GEN_DIR}
      COMMAND ${PROTOC_PROGRAM} -I ${ARG_ROOT} -I ${CMAKE_SOURCE_DIR}/protos --cpp_out=${SHOPDESK_GEN_DIR} ${plugin} ${file}
      DEPENDS ${ARG_ROOT}/${file}
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/protos
      VERBATIM)
  endforeach()
  add_library(${name} STATIC ${messages})
  add_custom_target(${name}_generated DEPENDS ${messages} ${stubs})
  add_dependencies(shopdesk_lint_inputs ${name}_generated)
  target_include_directories(${name} SYSTEM PUBLIC ${SHOPDESK_GEN_DIR})
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf ${ARG_DEPS} PRIVATE shopdesk_message_options)
  target_precompile_headers(${name} REUSE_FROM shopdesk_message_pch)
  # protoc gives two static tables the same names in every file.
  set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6
    UNITY_BUILD_UNIQUE_ID SHOPDESK_UNIT UNITY_BUILD_CODE_BEFORE_INCLUDE "${SHOPDESK_MESSAGE_NAMES}")
  if(stubs)
    add_library(${name}_stubs STATIC ${stubs})
    target_link_libraries(${name}_stubs PUBLIC ${name} PkgConfig::GRPCPP PRIVATE shopdesk_stub_options)
    target_precompile_headers(${name}_stubs REUSE_FROM shopdesk_stub_pch)
    set_target_properties(${name}_stubs PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 10)
  endif()
endfunction()

# shopdesk_library(NAME SRCS ... [DEPS ...]): a static library with our warnings.
function(shopdesk_library name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SRCS})
  target_link_libraries(${name} PUBLIC shopdesk_options ${ARG_DEPS})
  target_precompile_headers(${name} REUSE_FROM ${SHOPDESK_PCH})
  shopdesk_unity(${name})
endfunction()

# shopdesk_binary(NAME SRCS ... [DEPS ...]): a program, linked with the release allocator, put in bin/.
function(shopdesk_binary name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  target_link_libraries(${name} PRIVATE shopdesk_options ${ARG_DEPS} shopdesk_malloc)
  target_precompile_headers(${name} REUSE_FROM ${SHOPDESK_PCH})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# shopdesk_link_whole(TARGET LIB...): links libraries with what nothing refers to, e.g. messages that are found by their names.
function(shopdesk_link_whole target)
  list(JOIN ARGN "," libraries)
  target_link_libraries(${target} PRIVATE $<LINK_LIBRARY:WHOLE_ARCHIVE,${libraries}>)
  set_property(TARGET ${target} PROPERTY LINK_LIBRARY_OVERRIDE WHOLE_ARCHIVE,${libraries})
endfunction()

# All tests that don't go through libgrpc: what scripts/test --preset tsan builds.
add_custom_target(shopdesk_tests_without_grpc)

# shopdesk_test(NAME SRCS ... [DEPS ...] [GRPC] [TIMEOUT seconds]): one CTest test. GRPC labels what goes through libgrpc,
# which ThreadSanitizer can't see into.
function(shopdesk_test name)
  if(NOT BUILD_TESTING)
    return()
  endif()
  cmake_parse_arguments(ARG "GRPC" "TIMEOUT" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  target_link_libraries(${name} PRIVATE shopdesk_options shopdesk_unoptimized ${ARG_DEPS}
    GTest::gmock GTest::gtest GTest::gtest_main)
  target_precompile_headers(${name} REUSE_FROM ${SHOPDESK_PCH}_test)
  shopdesk_unity(${name})
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 900)
  endif()
  if(SHOPDESK_SANITIZE)
    math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * 4")
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT})
  if(ARG_GRPC)
    set_tests_properties(${name} PROPERTIES LABELS grpc)
  else()
    add_dependencies(shopdesk_tests_without_grpc ${name})
  endif()
endfunction()

# shopdesk_migrations(TARGET NAMESPACE DIRECTORY): compiles DIRECTORY/{sqlite,postgres}/NNNN_name.sql into TARGET as
# absl::Span<const shopdesk::sql::Migration> NAMESPACE::SqliteMigrations() and PostgresMigrations(), declared in
# <DIRECTORY>/migrations.h, which the author writes.
function(shopdesk_migrations target namespace directory)
  set(source "// Generated from ${directory}.\n#include \"${directory}/migrations.h\"\n\nnamespace ${namespace} {\n")
  foreach(dialect sqlite postgres)
    string(SUBSTRING ${dialect} 0 1 first)
    string(TOUPPER ${first} first)
    string(SUBSTRING ${dialect} 1 -1 rest)
    file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${directory}/${dialect}/*.sql)
    list(SORT files)
    set(rows)
    foreach(file IN LISTS files)
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
      get_filename_component(stem ${file} NAME_WE)
      string(REGEX MATCH "^[0-9]+" number ${stem})
      string(REGEX REPLACE "^0*([0-9]+)$" "\\1" number ${number})
      file(READ ${file} text)
      string(APPEND rows "      {${number}, \"${stem}\", R\"sql(${text})sql\"},\n")
    endforeach()
    string(APPEND source "\nabsl::Span<const shopdesk::sql::Migration> ${first}${rest}Migrations() {\n"
      "  static constexpr shopdesk::sql::Migration kMigrations[] = {\n${rows}  };\n  return kMigrations;\n}\n")
  endforeach()
  string(APPEND source "\n}  // namespace ${namespace}\n")
  set(file ${CMAKE_CURRENT_BINARY_DIR}/${target}_migrations.cc)
  file(GENERATE OUTPUT ${file} CONTENT "${source}")
  target_sources(${target} PRIVATE ${file})
endfunction()

# shopdesk_embed(TARGET NAMESPACE SYMBOL FILE): compiles a text file of less than 4 MiB into TARGET as
# extern const char NAMESPACE::SYMBOL[], which the author declares.
function(shopdesk_embed target namespace symbol file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${file})
  file(READ ${CMAKE_SOURCE_DIR}/${file} text)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}_${symbol}.cc)
  file(GENERATE OUTPUT ${source} CONTENT "// Generated from ${file}.
namespace ${namespace} {
extern const char ${symbol}[];
const char ${symbol}[] = R\"text(${text})text\";
}  // namespace ${namespace}
")
  target_sources(${target} PRIVATE ${source})
endfunction()
