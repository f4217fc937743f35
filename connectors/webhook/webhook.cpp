// The webhook notifier: signed CloudEvents to a program (api-facts §17, domain.md §7).
#include "connectors/api/connector.h"
#include "connectors/webhook/event.h"

namespace closemap {
namespace {

constexpr int kGone = 410;

constexpr Option kOptions[] = {
    {.key = "url",
     .type = OptionType::url,
     .doc = "Where each notice is posted, as a CloudEvents 1.0 document of at most 64 KiB.",
     .fallback = "",
     .example = "https://hooks.example.com/closemap",
     .required = true,
     .choices = ""},
    {.key = "secret",
     .type = OptionType::secret,
     .doc = "Key of the Standard Webhooks signature: whsec_ and 24 to 64 random bytes in base64. "
            "Two keys separated by a blank are both used while the receiver changes over.",
     .fallback = "",
     .example = "credential:webhook",
     .required = true,
     .choices = ""},
};

class Webhook final : public Notifier {
 public:
  Webhook(const Instance& instance, Services& services)
      : name_(instance.name), url_(instance.options.text("url")), services_(services) {}

  ReceiverClass receiver_class() const override { return ReceiverClass::idempotent; }
  bool reaches(const Recipient&) const override { return true; }

  // Asks which methods there are: proves address and certificate, delivers nothing.
  Status check() override {
    HttpRequest request;
    request.method = "OPTIONS";
    request.url = url_;
    request.accept_statuses = {400, 401, 403, 404, 405, 406, 415, 422, 426, 501, kGone};
    Result<HttpReply> reply = services_.http.send(request);
    if (!reply) return std::move(reply).error();
    return reply->status == kGone ? Status(gone()) : ok();
  }

  bool personal() const override { return false; }
  Result<Receipt> notify(const Notice& notice) override {
    HttpRequest request;
    request.method = "POST";
    request.url = url_;
    request.headers = {{"Content-Type", "application/cloudevents+json; charset=utf-8"}};
    request.body = webhook::event_json(notice, name_);
    request.sign_option = "secret";
    request.sign_id = webhook::event_id(notice.key);
    request.accept_statuses = {kGone};
    Result<HttpReply> reply = services_.http.send(request);
    if (!reply) return std::move(reply).error();
    if (reply->status == kGone) return gone();
    return Receipt{request.sign_id};
  }

 private:
  static Error gone() {
    return Error{Fault::permanent,
                 "endpoint gone (http 410): it wants no more events; remove this connector or give "
                 "it another url"};
  }

  std::string name_;
  std::string url_;
  Services& services_;
};

std::unique_ptr<Notifier> open(const Instance& instance, Services& services) {
  return std::make_unique<Webhook>(instance, services);
}

}  // namespace

extern const Description k_webhook_connector;
constinit const Description k_webhook_connector{
    .name = "webhook",
    .summary = "Posts each notice as a signed CloudEvent to a program.",
    .options = kOptions,
    .streams = {},
    .default_map = {},
    .open_notifier = &open,
};

}  // namespace closemap
