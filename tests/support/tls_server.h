// A server for tests that speaks TLS as badly as it is told to: HTTPS, or SMTP with STARTTLS. Its
// certificates are signed by an authority made for the test.
#pragma once

#include <memory>
#include <string>

namespace closemap::test {

struct TlsManners {
  std::string host = "localhost";  // whom its certificate names
  int days = 2;                    // how long that is good; below 0: it ran out so long ago
  bool trusted = true;             // signed by the authority; false: by another of the same name
  int version_max = 0;             // TLS1_1_VERSION …; 0: whatever the library can
  bool smtp = false;
  bool offers_starttls = true;  // SMTP
  bool takes_starttls = true;   // offered, and refused when asked for
  std::string to_recipients = "250 fine";
};

// One client at a time, on a thread of its own.
class TlsServer {
 public:
  // Writes the authority's certificate to `ca_file`. Asserts that all of it could be made.
  TlsServer(const std::string& ca_file, TlsManners manners);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  int port() const;
  // What clients said before and inside of TLS. REQUIRES: none is at it any more.
  std::string in_clear() const;
  std::string in_tls() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace closemap::test
