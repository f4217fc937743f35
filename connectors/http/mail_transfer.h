// One mail over SMTP with libcurl (api-facts §14): fresh connection, mandatory TLS, one recipient.
#pragma once

#include "connectors/http/client.h"
#include "connectors/http/easy.h"
#include "connectors/http/link.h"
#include "connectors/http/redactor.h"

namespace closemap {

Status send_mail(const MailMessage& message, const ClientOptions& options, Redactor& redactor);
// Connects, starts TLS, logs in, NOOP.
Status check_mail(const MailMessage& envelope, const ClientOptions& options, Redactor& redactor);

// The options of one SMTP session. `transfer` must outlive it.
void apply_mail(Easy& easy, const ClientOptions& options, const Url& server,
                const std::string& from, Transfer& transfer);
// What a failed session asks of the caller, from curl's code and the server's replies in
// transfer.header_lines.
Error judge_mail(CURLcode code, const Transfer& transfer);

}  // namespace closemap
