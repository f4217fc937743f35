# closemap_layer(NAME DIR dir... EXCLUDE file... APART file... LINK lib... PRIVATE lib...): one static library of every .cpp in
# the given folders. APART: files whose private names another file of the room uses for something else (see closemap_joined).
# What a layer may include is what it links: a wrong include of a third-party library does not compile, and
# tests/tidy checks the include table of design.md §2 for our own headers.
function(closemap_layer name)
  cmake_parse_arguments(ARG "" "" "DIR;EXCLUDE;APART;LINK;PRIVATE" ${ARGN})
  set(sources)
  foreach(dir ${ARG_DIR})
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${dir}/*.cpp)
    list(APPEND sources ${found})
  endforeach()
  foreach(file ${ARG_EXCLUDE})
    list(FILTER sources EXCLUDE REGEX "/${file}$")
  endforeach()
  if(sources)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ARG_LINK} PRIVATE closemap_warnings ${ARG_PRIVATE})
    closemap_common_headers(${name} closemap_common)
    closemap_joined(${name})
    foreach(file ${ARG_APART})
      set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/${ARG_DIR}/${file} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endforeach()
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE ${ARG_LINK})
  endif()
endfunction()

# Under the sanitizers half of a compilation is reading the same big headers, so the presets that use them read these once
# (CLOSEMAP_PCH). The tidy build does without, and without joining, and so proves that every file includes what it uses.
option(CLOSEMAP_PCH "precompile the headers that most files include" OFF)
set(CLOSEMAP_COMMON_HEADERS <algorithm> <array> <cstdint> <functional> <map> <memory> <mutex> <nlohmann/json.hpp> <optional> <set>
    <string> <string_view> <variant> <vector>)
# Presets also compile a room's files joined into a few units: a sanitizer makes the same inline functions over and over
# otherwise, and the whole takes five times as long. Private names are then shared by a room: rename one, or name the file APART.
option(CLOSEMAP_JOINED "compile the files of a target joined into a few units" OFF)
function(closemap_joined target)
  if(CLOSEMAP_JOINED)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 16)
  endif()
endfunction()
# closemap_common_headers(TARGET OWNER header...): TARGET uses the headers precompiled for OWNER; the owner itself compiles them.
# Libraries and programs have owners of their own, since -fPIC and -fPIE code cannot share one.
function(closemap_common_headers target owner)
  if(NOT CLOSEMAP_PCH)
    return()
  endif()
  if(target STREQUAL owner)
    target_precompile_headers(${target} PRIVATE ${CLOSEMAP_COMMON_HEADERS} ${ARGN})
  else()
    target_precompile_headers(${target} REUSE_FROM ${owner})
  endif()
endfunction()
if(CLOSEMAP_PCH)
  file(WRITE ${CMAKE_BINARY_DIR}/common_headers.cpp "")
  add_library(closemap_common STATIC ${CMAKE_BINARY_DIR}/common_headers.cpp)
  target_link_libraries(closemap_common PRIVATE closemap_warnings nlohmann_json::nlohmann_json)
  closemap_common_headers(closemap_common closemap_common)
endif()
