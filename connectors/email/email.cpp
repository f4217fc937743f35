// The e-mail notifier: one mail per notice and person, in one thread per plan or alert.
#include "connectors/api/address.h"
#include "connectors/api/connector.h"
#include "connectors/email/render.h"
#include "mapping/core/digest.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::size_t kIdChars = 32;  // hex digits of the digest a Message-ID carries

constexpr Option kOptions[] = {
    {.key = "server",
     .type = OptionType::url,
     .doc = "Mail server: smtp://host:587 (TLS by STARTTLS is mandatory) or smtps://host:465.",
     .fallback = "",
     .example = "smtp://mail.example.com:587",
     .required = true,
     .choices = "smtp|smtps"},
    {.key = "user",
     .type = OptionType::text,
     .doc = "User name at the mail server. Without it closemap does not log in.",
     .fallback = "",
     .example = "closemap",
     .choices = ""},
    {.key = "password",
     .type = OptionType::secret,
     .doc = "Password of that user.",
     .fallback = "",
     .example = "credential:smtp",
     .choices = ""},
    {.key = "from",
     .type = OptionType::email,
     .doc = "Sender address; use a mailbox somebody reads, bounces arrive there.",
     .fallback = "",
     .example = "closemap@example.com",
     .required = true,
     .choices = ""},
    {.key = "from_name",
     .type = OptionType::text,
     .doc = "Name shown beside the sender address.",
     .fallback = "closemap",
     .example = "",
     .choices = ""},
};

class Email final : public Notifier {
 public:
  Email(const Instance& instance, Services& services)
      : options_(instance.options), services_(services) {}

  ReceiverClass receiver_class() const override { return ReceiverClass::opaque; }
  bool reaches(const Recipient& to) const override { return valid_address(to.email); }

  Status check() override {
    if (Status status = usable(); !status) return status;
    return services_.mail.check(envelope());
  }

  Result<Receipt> notify(const Notice& notice) override {
    if (Status status = usable(); !status) return std::move(status).error();
    if (!reaches(notice.to))
      return Error{Fault::permanent, "this person has no usable e-mail address"};
    MailMessage mail = envelope();
    mail.to = notice.to.email;
    mail.to_name = shorten(name_line(notice.to.name), 100);
    mail.subject = email::subject_of(notice);
    mail.message_id = id_of("ntc", notice.key);
    // One synthetic root per thread: replies find each other in whatever order they arrive.
    const std::string& thread = notice.thread_key.empty() ? notice.key : notice.thread_key;
    mail.in_reply_to = mail.references = id_of("thr", thread);
    mail.text = email::text_of(notice);
    mail.html = email::html_of(notice);
    mail.headers = {{"Auto-Submitted", "auto-generated"},
                    {"X-Auto-Response-Suppress", "All"},
                    {"Precedence", "bulk"},
                    {"List-Id", "closemap notices <closemap." + domain() + ">"}};
    if (notice.severity == "critical") mail.headers.emplace_back("Importance", "high");
    if (Status status = services_.mail.send(mail); !status) return std::move(status).error();
    return Receipt{mail.message_id};
  }

 private:
  Status usable() const {
    if (!valid_address(options_.text("from")))
      return Error{Fault::config, "option from: not a plain e-mail address"};
    if (!options_.text("user").empty() && options_.text("password").empty())
      return Error{Fault::config, "option password: a user needs one"};
    return ok();
  }

  std::string domain() const { return address_domain(options_.text("from")); }

  MailMessage envelope() const {
    MailMessage mail;
    mail.server = options_.text("server");
    mail.user = options_.text("user");
    mail.password_option = "password";
    mail.from = options_.text("from");
    mail.from_name = options_.text("from_name");
    return mail;
  }

  // The same for every attempt: mail programs and servers drop the second one.
  std::string id_of(std::string_view prefix, const std::string& key) const {
    return "<" + std::string(prefix) + "." + to_hex(sha256(key)).substr(0, kIdChars) + "@" +
           domain() + ">";
  }

  static std::string name_line(const std::string& name) {
    std::string line;
    for (const char c : clean_utf8(name)) line += c == '\n' || c == '\t' ? ' ' : c;
    return printable(line);
  }

  const OptionValues& options_;
  Services& services_;
};

std::unique_ptr<Notifier> open(const Instance& instance, Services& services) {
  return std::make_unique<Email>(instance, services);
}

}  // namespace

extern const Description k_email_connector;
constinit const Description k_email_connector{
    .name = "email",
    .summary = "Sends notices by e-mail.",
    .options = kOptions,
    .streams = {},
    .default_map = {},
    .open_notifier = &open,
};

}  // namespace closemap
