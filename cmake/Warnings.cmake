# One set of warnings for every layer; errors in the presets, not in a user's bare build.
option(CLOSEMAP_WERROR "treat warnings as errors" OFF)
add_library(closemap_warnings INTERFACE)
target_compile_options(closemap_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast
  -ffp-contract=off
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)  # gcc 12 sees overlaps in std::string operator+ that are not there
if(CLOSEMAP_WERROR)
  target_compile_options(closemap_warnings INTERFACE -Werror)
endif()

# Sanitizers are chosen by the presets: "address;undefined" or "thread".
set(CLOSEMAP_SANITIZE "" CACHE STRING "sanitizers, comma separated")
# A check before every access to memory is half of a sanitized compilation; ASan finds most of what they would. Preset fuzz has all.
set(CLOSEMAP_SANITIZE_NOT "" CACHE STRING "checks of the sanitizers that are left out, comma separated")
if(CLOSEMAP_SANITIZE)
  add_compile_options(-fsanitize=${CLOSEMAP_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CLOSEMAP_SANITIZE})
  if(CLOSEMAP_SANITIZE_NOT)
    add_compile_options(-fno-sanitize=${CLOSEMAP_SANITIZE_NOT})
  endif()
endif()
option(CLOSEMAP_FUZZ "libFuzzer programs; clang only" OFF)
if(CLOSEMAP_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)  # coverage of what is fuzzed, or mutation is blind
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
else()
  # Nobody replaces a function of ours from outside: the compiler may inline it though the code is position independent.
  add_compile_options(-fno-semantic-interposition)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -D_GLIBCXX_ASSERTIONS)
  add_compile_options($<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>)
  add_link_options(-Wl,-z,relro,-z,now)
endif()
