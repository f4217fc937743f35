#!/bin/sh
# Writes the exports of two CRMs that look at the same deals in different forms. usage: make_samples.sh DIR [TODAY as YYYY-MM-DD]
# Every date is relative to today. What is wrong in them, on purpose:
#   DR-1002  the partner's security review is expected later than promised, and the customer's go-live is near
#   DR-1003  the partner's deal belongs to a team, not to a person
#   DR-1004  the two CRMs disagree about when it closes and how far it is
#   DR-1005  only the vendor knows this deal
#   DR-1006  a step is overdue and nobody has said anything
#   P-9      a close date that is no date: the record goes to the quarantine, the others go on
set -eu
out=${1:?usage: make_samples.sh DIR [TODAY]}
today=${2:-$(date +%F)}
mkdir -p "$out/vendor" "$out/partner"

# day N [FORMAT]: the working day at or after today + N days (a due date on a Sunday helps nobody).
day() {
  weekday=$(date -u -d "$today $1 days" +%u)
  shift_days=0
  case $weekday in 6) shift_days=2 ;; 7) shift_days=1 ;; esac
  date -u -d "$today $(($1 + shift_days)) days" "+${2:-%F}"
}
us() { day "$1" %m/%d/%Y; }

cat >"$out/vendor/people.csv" <<CSV
id,name,email,party,kind,title,timezone,active
u1,Maria Lang,maria@contoso.example,vendor,person,Partner manager,Europe/Berlin,yes
u2,Jonas Weber,jonas@contoso.example,vendor,person,Account executive,Europe/Berlin,yes
c1,Ana Ruiz,ana@northwind.example,customer,person,Head of procurement,Europe/Madrid,yes
c2,Erik Sund,erik@alpine.example,customer,person,IT director,Europe/Stockholm,yes
CSV

cat >"$out/vendor/opportunities.csv" <<CSV
id,name,account,domain,stage,amount,currency,close_date,owner_email,owner_name,next_step,anchor_go_live,key_deal_registration_id
V-1,Northwind rollout,Northwind Traders,northwind.example,Proposal,120000.00,USD,$(day 45),jonas@contoso.example,Jonas Weber,Agree the paper,$(day 75),DR-1001
V-2,Alpine store network,Alpine Outfitters,alpine.example,Technical fit,84000.00,EUR,$(day 30),jonas@contoso.example,Jonas Weber,Security review,$(day 40),DR-1002
V-3,Blue Harbor booking,Blue Harbor,blueharbor.example,Qualified,60000.00,USD,$(day 70),maria@contoso.example,Maria Lang,Book the demo,$(day 110),DR-1003
V-4,Cedar Clinics intake,Cedar Clinics,cedar.example,Negotiation,200000.00,EUR,$(day 20),maria@contoso.example,Maria Lang,Send the contract,$(day 60),DR-1004
V-5,Delta Freight tracking,Delta Freight,delta.example,Qualified,40000.00,EUR,$(day 90),jonas@contoso.example,Jonas Weber,First call,$(day 130),DR-1005
V-6,Evergreen invoices,Evergreen Foods,evergreen.example,Proposal,75000.00,USD,$(day 25),jonas@contoso.example,Jonas Weber,Business case,$(day 55),DR-1006
CSV

cat >"$out/vendor/milestones.csv" <<CSV
id,opportunity,key,title,owner_email,owner_name,status,due,baseline,actual_start,actual,estimate,duration_days,after,kind,category,handoff_to
m11,V-1,discovery,Agree what success means,jonas@contoso.example,Jonas Weber,complete,$(day -10),$(day -10),,$(day -10),,3,,meeting,discovery,partner
m12,V-1,pilot,Pilot in two branches,tom@fabrikam.example,Tom Price,in_progress,$(day 14),$(day 14),$(day -5),,,10,m11,pilot,technical,
m13,V-1,signature,Sign the order,ana@northwind.example,Ana Ruiz,pending,$(day 45),$(day 45),,,,1,m12,signature,contract,vendor
m14,V-1,go_live,Go live in all branches,tom@fabrikam.example,Tom Price,pending,$(day 75),$(day 75),,,,15,m13,go_live,onboarding,
m21,V-2,security_review,Answer the security questionnaire,tom@fabrikam.example,Tom Price,in_progress,$(day 7),$(day 7),$(day -7),,,5,,step,security,customer
m22,V-2,approval,Approve the security answers,erik@alpine.example,Erik Sund,pending,$(day 14),$(day 14),,,,5,m21,gate,security,vendor
m23,V-2,signature,Sign the order,erik@alpine.example,Erik Sund,pending,$(day 30),$(day 30),,,,5,m22,signature,contract,partner
m24,V-2,go_live,Go live in the pilot stores,tom@fabrikam.example,Tom Price,pending,$(day 40),$(day 40),,,,8,m23,go_live,onboarding,
m61,V-6,business_case,Finish the business case,jonas@contoso.example,Jonas Weber,in_progress,$(day -4),$(day -4),$(day -15),,,5,,step,business_case,
m62,V-6,signature,Sign the order,,,pending,$(day 25),$(day 25),,,,2,m61,signature,contract,partner
m63,V-6,go_live,Go live,tom@fabrikam.example,Tom Price,pending,$(day 55),$(day 55),,,,15,m62+3bd,go_live,onboarding,
CSV

cat >"$out/partner/people.csv" <<CSV
id,name,email,party,kind,title,timezone,active
100,Tom Price,tom@fabrikam.example,partner,person,Delivery lead,America/New_York,yes
101,Solutions team,solutions@fabrikam.example,partner,team,,America/New_York,yes
CSV

cat >"$out/partner/opportunities.csv" <<CSV
ID,Deal Name,Customer,Website,Sales Phase,Deal Value,Expected Close,Owner Email,Next Action,Vendor Deal
P-1,Northwind - Contoso resale,Northwind Traders Inc.,www.northwind.example,Proposal sent,"120,000.00",$(us 45),tom@fabrikam.example,Pilot report,DR-1001
P-2,Alpine Outfitters,Alpine Outfitters AB,alpine.example,Demo done,"91,500.00",$(us 31),tom@fabrikam.example,Questionnaire,DR-1002
P-3,Blue Harbor,Blue Harbor Ltd,blueharbor.example,Qualified,"60,000.00",$(us 70),solutions@fabrikam.example,Find a slot for the demo,DR-1003
P-4,Cedar Clinics,Cedar Clinics Group,cedar.example,Demo done,"216,000.00",$(us 65),tom@fabrikam.example,Wait for budget,DR-1004
P-6,Evergreen Foods,Evergreen Foods,evergreen.example,Proposal sent,"75,000.00",$(us 25),tom@fabrikam.example,Business case,DR-1006
P-9,Foxglove Media,Foxglove Media,foxglove.example,Qualified,"30,000.00",13/45/2026,tom@fabrikam.example,Call back,
CSV

cat >"$out/partner/milestones.csv" <<CSV
ID,Opportunity,Key,Title,Owner Email,Status,Due,Now Expected,Done On
1,P-1,pilot,Pilot in two branches,tom@fabrikam.example,in_progress,$(us 14),,
2,P-2,security_review,Security questionnaire,tom@fabrikam.example,in_progress,$(us 7),$(us 18),
CSV

# A file that has just been written may still be growing; these are finished.
touch -d '1 minute ago' "$out"/vendor/*.csv "$out"/partner/*.csv
