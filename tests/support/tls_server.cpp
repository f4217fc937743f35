// Certificates by OpenSSL's own calls, and two conversations.
#include "tests/support/tls_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <thread>

namespace closemap::test {
namespace {

template <class T, void (*F)(T*)>
struct Freed {
  void operator()(T* what) const { F(what); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX, SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Freed<SSL, SSL_free>>;

void must(bool good) {
  if (good) return;
  static_cast<void>(std::fputs("the test's TLS server could not be made\n", stderr));
  std::abort();
}

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
  must(extension != nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// Signed by `issuer`, or by itself.
Certificate certificate(const std::string& name, EVP_PKEY* key, int days, X509* issuer,
                        EVP_PKEY* issuer_key) {
  Certificate made(X509_new());
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), issuer == nullptr ? 1 : 2);
  constexpr long kDaySecs = 86'400;
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -30 * kDaySecs);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), days * kDaySecs);
  X509_set_pubkey(made.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509* by = issuer == nullptr ? made.get() : issuer;
  X509_set_issuer_name(made.get(), X509_get_subject_name(by));
  extend(made.get(), by, NID_basic_constraints,
         issuer == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
  if (issuer != nullptr) extend(made.get(), by, NID_subject_alt_name, "DNS:" + name);
  must(X509_sign(made.get(), issuer_key, EVP_sha256()) != 0);
  return made;
}

constexpr std::string_view kHttpAnswer =
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";

// Reads a line at a time and says what is answered to it.
struct Line {
  std::function<int(char*, int)> read;
  std::function<void(const std::string&)> write;
  std::string* heard;

  bool next(std::string& line) const {
    line.clear();
    for (char c = 0; read(&c, 1) == 1;) {
      *heard += c;
      if (c == '\n') return true;
      if (c != '\r') line += c;
    }
    return false;
  }
};

}  // namespace

struct TlsServer::Inside {
  TlsManners manners;
  Context context{SSL_CTX_new(TLS_server_method())};
  int listener = -1, port = 0;
  std::atomic<bool> ending = false;
  mutable std::mutex mutex;
  std::string clear, secret;
  std::thread thread;

  void https(const Line& tls) const {
    for (std::string line; tls.next(line);)
      if (line.empty()) return tls.write(std::string(kHttpAnswer));
  }

  // Until QUIT; true: the client asked for TLS and gets it.
  bool smtp(const Line& talk, bool offers) const {
    bool data = false;
    for (std::string line; talk.next(line);) {
      if (data) {
        if (line != ".") continue;
        data = false;
        talk.write("250 taken\r\n");
      } else if (line.starts_with("EHLO")) {
        talk.write(offers ? "250-localhost\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"
                          : "250-localhost\r\n250 AUTH PLAIN\r\n");
      } else if (line == "STARTTLS") {
        talk.write(manners.takes_starttls ? "220 go ahead\r\n" : "454 not today\r\n");
        if (manners.takes_starttls) return true;
      } else if (line == "AUTH PLAIN") {
        talk.write("334 \r\n");
        if (!talk.next(line)) return false;
        talk.write("235 welcome\r\n");
      } else if (line.starts_with("RCPT")) {
        talk.write(manners.to_recipients + "\r\n");
      } else if (line == "DATA") {
        data = true;
        talk.write("354 go on\r\n");
      } else {
        talk.write(line == "QUIT" ? "221 bye\r\n" : "250 fine\r\n");
        if (line == "QUIT") return false;
      }
    }
    return false;
  }

  void serve(int client) {
    const std::lock_guard lock(mutex);
    const Line plain{[&](char* to, int size) {
                       return static_cast<int>(::read(client, to, static_cast<std::size_t>(size)));
                     },
                     [&](const std::string& text) {
                       must(::send(client, text.data(), text.size(), MSG_NOSIGNAL) >= -1);
                     },
                     &clear};
    if (manners.smtp) {
      plain.write("220 localhost\r\n");
      if (!smtp(plain, manners.offers_starttls)) return;
    }
    const Session session(SSL_new(context.get()));
    SSL_set_fd(session.get(), client);
    if (SSL_accept(session.get()) != 1) return;
    const Line tls{[&](char* to, int size) { return SSL_read(session.get(), to, size); },
                   [&](const std::string& text) {
                     SSL_write(session.get(), text.data(), static_cast<int>(text.size()));
                   },
                   &secret};
    if (manners.smtp) {
      smtp(tls, false);
    } else {
      https(tls);
    }
    SSL_shutdown(session.get());
  }

  void loop() {
    sigset_t broken_pipe{};  // a client that hung up is no end of the test
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    for (;;) {
      const int client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (ending || client < 0) return;
      const timeval patience{5, 0};
      ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
      serve(client);
      ::close(client);
    }
  }
};

TlsServer::TlsServer(const std::string& ca_file, TlsManners manners)
    : inside_(std::make_unique<Inside>()) {
  Inside& in = *inside_;
  in.manners = std::move(manners);
  const Key known(EVP_EC_gen("P-256")), unknown(EVP_EC_gen("P-256")), own(EVP_EC_gen("P-256"));
  const Certificate authority = certificate("closemap test", known.get(), 2, nullptr, known.get());
  std::FILE* file = std::fopen(ca_file.c_str(), "we");
  must(file != nullptr && PEM_write_X509(file, authority.get()) == 1 && std::fclose(file) == 0);
  EVP_PKEY* signer = in.manners.trusted ? known.get() : unknown.get();
  const Certificate server =
      certificate(in.manners.host, own.get(), in.manners.days, authority.get(), signer);
  SSL_CTX* context = in.context.get();
  must(SSL_CTX_use_certificate(context, server.get()) == 1);
  must(SSL_CTX_use_PrivateKey(context, own.get()) == 1);
  if (in.manners.version_max != 0) {  // below 1.2 only without the library's own bounds
    must(SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0") == 1);
    must(SSL_CTX_set_min_proto_version(context, TLS1_VERSION) == 1);
    must(SSL_CTX_set_max_proto_version(context, in.manners.version_max) == 1);
  }
  in.listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  must(::bind(in.listener, generic, size) == 0 && ::listen(in.listener, 8) == 0);
  must(::getsockname(in.listener, generic, &size) == 0);
  in.port = ntohs(address.sin_port);
  in.thread = std::thread([&in] { in.loop(); });
}

TlsServer::~TlsServer() {
  inside_->ending = true;
  ::shutdown(inside_->listener, SHUT_RDWR);
  inside_->thread.join();
  ::close(inside_->listener);
}

int TlsServer::port() const { return inside_->port; }

std::string TlsServer::in_clear() const {
  const std::lock_guard lock(inside_->mutex);
  return inside_->clear;
}

std::string TlsServer::in_tls() const {
  const std::lock_guard lock(inside_->mutex);
  return inside_->secret;
}

}  // namespace closemap::test
