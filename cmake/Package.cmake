# CPack .deb: binary, unit, sysusers, tmpfiles, configuration, man page, completion. Every path is fixed, because the unit names it;
# `cmake --install build/release --prefix DIR` writes the same tree below DIR.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME closemap)
set(CPACK_PACKAGE_VENDOR "closemap developers")
set(CPACK_PACKAGE_CONTACT "closemap developers <founders@closemap.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "one shared close map for vendor, partner and customer")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"closemap reads the opportunities of a vendor's and a partner's CRM, keeps one
canonical plan per deal, works the steps back from the customer's date, and
tells the people who own the next step when it slips.
.
It runs as a locked-down systemd service, keeps its plans in one SQLite file
and talks to CRMs, mail and chat through connectors.")
set(CPACK_PACKAGE_FILE_NAME closemap_${PROJECT_VERSION}-1)
set(CPACK_PACKAGING_INSTALL_PREFIX /)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles, tzdata")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(deb ${CMAKE_SOURCE_DIR}/systemd/deb)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${deb}/conffiles ${deb}/postinst ${deb}/prerm ${deb}/postrm)

# The package needs the daemon only: installing must not build the tests.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
if(TARGET closemap)
  install(TARGETS closemap RUNTIME DESTINATION usr/bin)
endif()
install(FILES systemd/closemap.service DESTINATION lib/systemd/system)
install(FILES systemd/closemap.sysusers DESTINATION usr/lib/sysusers.d RENAME closemap.conf)
install(FILES systemd/closemap.tmpfiles DESTINATION usr/lib/tmpfiles.d RENAME closemap.conf)
install(FILES config/sample.toml DESTINATION etc/closemap RENAME closemap.toml)
install(FILES docs/closemap.bash DESTINATION usr/share/bash-completion/completions RENAME closemap)
install(FILES systemd/deb/copyright README.md DESTINATION usr/share/doc/closemap)

# Debian wants these compressed; -n keeps time and name out, so that the same tree gives the same package.
function(closemap_install_gz source name destination)
  install(CODE "
    file(MAKE_DIRECTORY \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${destination}\")
    execute_process(COMMAND gzip -9nc ${source}
      OUTPUT_FILE \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${destination}/${name}.gz\" COMMAND_ERROR_IS_FATAL ANY)
    file(CHMOD \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${destination}/${name}.gz\"
      PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)")
endfunction()
closemap_install_gz(${CMAKE_SOURCE_DIR}/docs/closemap.1 closemap.1 usr/share/man/man1)
closemap_install_gz(${CMAKE_SOURCE_DIR}/CHANGELOG.md changelog usr/share/doc/closemap)
closemap_install_gz(${deb}/changelog changelog.Debian usr/share/doc/closemap)

include(CPack)
