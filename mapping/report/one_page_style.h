// The style of the one-page plan: dark on light, screen, phone (from 320 px) and A4.
#pragma once

namespace closemap {

inline constexpr const char kOnePageStyle[] = R"css(
:root{--ink:#17212e;--soft:#526071;--line:#dde3ea;--paper:#fff;--ground:#f3f5f8;--mark:#23407c;
--good:#17693f;--good-bg:#e5f4eb;--bad:#a81c12;--bad-bg:#fdeae8;--warn:#7a4b00;--warn-bg:#fff1d6;
--move:#1d56b0;--move-bg:#e6effc;--plain-bg:#eceff3;
--customer:#0b625d;--customer-bg:#e4f3f1;--partner:#63378f;--partner-bg:#f1eaf8;--vendor:#1d4f9f;--vendor-bg:#e8effa}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 "Inter",system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1160px;margin:0 auto;padding:32px 24px 40px}
h1,h2,h3,p,dl,dd,ul,table{margin:0;padding:0}
h1{font-size:30px;line-height:1.2;letter-spacing:-.02em;font-weight:700;overflow-wrap:anywhere}
h2{font-size:16px;line-height:1.3;font-weight:650;display:flex;align-items:center;gap:10px}
h2 b{flex:none;width:24px;height:24px;border-radius:50%;background:var(--mark);color:#fff;font-size:13px;font-weight:650;display:grid;place-items:center}
h3{font-size:12px;font-weight:650;letter-spacing:.04em;text-transform:uppercase;color:var(--soft);margin:16px 0 6px}
.top{display:flex;flex-wrap:wrap;align-items:flex-start;gap:8px 16px;justify-content:space-between}
.top .subject{color:var(--soft);font-size:16px;margin-top:4px;overflow-wrap:anywhere}
.chip{display:inline-block;white-space:nowrap;border-radius:99px;padding:1px 9px;font-size:12px;line-height:18px;font-weight:600;background:var(--plain-bg);color:#3b4857}
.chip.good{background:var(--good-bg);color:var(--good)}.chip.bad{background:var(--bad-bg);color:var(--bad)}
.chip.warn{background:var(--warn-bg);color:var(--warn)}.chip.move{background:var(--move-bg);color:var(--move)}
.chip.standing{font-size:13px;line-height:22px;padding:3px 14px;background:var(--mark);color:#fff}
.figures{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;margin:24px 0 12px}
.figures div{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:14px 18px;border-top:4px solid var(--mark)}
.figures .bad{border-top-color:var(--bad)}.figures .good{border-top-color:var(--good)}.figures .warn{border-top-color:#c98a1b}
.figures dt{font-size:12.5px;color:var(--soft);font-weight:600}
.figures dd{font-size:23px;line-height:1.25;font-weight:700;letter-spacing:-.01em}
.figures dd+dd{font-size:13px;line-height:1.4;font-weight:500;color:var(--soft);letter-spacing:0}
.figures .bad dd+dd{color:var(--bad);font-weight:650}.figures .good dd+dd{color:var(--good);font-weight:650}.figures .warn dd+dd{color:var(--warn);font-weight:650}
.parties{display:grid;grid-template-columns:repeat(3,1fr);gap:12px;list-style:none;margin-bottom:12px}
.parties li{background:var(--paper);border:1px solid var(--line);border-left:4px solid;border-radius:12px;padding:10px 16px;overflow-wrap:anywhere}
.parties .customer{border-left-color:var(--customer)}.parties .partner{border-left-color:var(--partner)}.parties .vendor{border-left-color:var(--vendor)}
.parties strong{display:block;font-size:15px;font-weight:650}
.parties .chip{white-space:normal;margin-top:3px}
.tag{font-size:12px;font-weight:600}.tag.customer{color:var(--customer)}.tag.partner{color:var(--partner)}.tag.vendor{color:var(--vendor)}
.cards{display:grid;grid-template-columns:repeat(12,1fr);gap:12px}
section{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:18px 20px;overflow-wrap:anywhere}
.s1,.s6{grid-column:span 5}.s2{grid-column:span 7}.s3,.s4{grid-column:1/-1}.s5{grid-column:span 4}.s7{grid-column:span 3}section.full{grid-column:1/-1}
.lines{margin-top:10px}h3+.lines{margin-top:0}
.lines div{padding:5px 0;border-top:1px solid #eef1f5}.lines div:first-child{border-top:0}
.lines dt{font-weight:600}.lines dd{color:#34404f}
.lines.pairs div{display:grid;grid-template-columns:minmax(84px,26%) 1fr;gap:4px 14px}
.lines.pairs dt{color:var(--soft);font-weight:550}.lines.pairs dd{color:var(--ink)}
.none{color:var(--soft);font-style:italic;margin-top:10px}
.split{display:grid;grid-template-columns:1fr 1fr;gap:0 28px}.split.three{grid-template-columns:repeat(3,1fr)}
svg{display:block;width:100%;height:auto;margin-top:14px;font-family:inherit}
svg.tall{display:none}
.week{stroke:#dfe5ec;stroke-width:1}.axis{font-size:11.5px;fill:var(--soft)}
.lane{fill-opacity:.75}.lane.customer{fill:var(--customer-bg)}.lane.partner{fill:var(--partner-bg)}.lane.vendor{fill:var(--vendor-bg)}
.party{font-size:13px;font-weight:650}.party.customer{fill:var(--customer)}.party.partner{fill:var(--partner)}.party.vendor{fill:var(--vendor)}
.today{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:2 3}.target{stroke:var(--mark);stroke-width:2}.forecast{stroke:var(--bad);stroke-width:2;stroke-dasharray:6 3}
text.flag{stroke:none;font-size:12px;font-weight:650}text.today{fill:var(--ink)}text.target{fill:var(--mark)}text.forecast{fill:var(--bad)}
svg.tall text.flag{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
.dot{fill:#fff;stroke:#718096;stroke-width:2}.n{font-size:11.5px;font-weight:650;fill:var(--ink)}
.done .dot{fill:var(--good);stroke:var(--good)}.done .n{fill:#fff}
.moving .dot{fill:var(--move-bg);stroke:var(--move);stroke-width:2.5}
.late .dot{fill:var(--bad-bg);stroke:var(--bad);stroke-width:2.5}.late .n{fill:var(--bad)}
.waived .dot{stroke-dasharray:2 2}.anchored .dot{stroke-width:4}
.moved{stroke:var(--bad);stroke-width:1.5}.was{fill:#fff;stroke:var(--bad);stroke-width:1.5}
.key{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;font-size:12.5px;color:var(--soft);margin:8px 0 4px}
.key li{display:flex;align-items:center;gap:6px}.key i{width:13px;height:13px;border-radius:50%;border:2px solid #718096;background:#fff}
.key .done{border-color:var(--good);background:var(--good)}.key .moving{border-color:var(--move);background:var(--move-bg)}.key .late{border-color:var(--bad);background:var(--bad-bg)}
table{width:100%;border-collapse:collapse;margin-top:14px;font-size:14px;line-height:1.4}
th{text-align:left;font-size:12px;font-weight:650;color:var(--soft);border-bottom:2px solid var(--line);padding:6px 10px 6px 0;vertical-align:bottom}
td{padding:8px 10px 8px 0;border-bottom:1px solid #eaeef3;vertical-align:top}
tbody th{font-size:13px;white-space:nowrap;overflow-wrap:normal;padding:8px 10px 8px 0;border-bottom:1px solid #eaeef3;vertical-align:top;font-weight:650}
th.num,td.num{white-space:nowrap}tr:last-child td,tr:last-child th{border-bottom:0}
td.step strong{font-weight:600}td.step small{display:block;color:var(--soft);font-size:12.5px}
tr.complete td.step strong{font-weight:500;color:#3f4c5b}tr.anchored td,tr.anchored th{background:#f2f6fd}
.owner span{display:block}.late-by{color:var(--bad);font-weight:650;white-space:nowrap}
footer{color:var(--soft);font-size:12.5px;margin-top:18px;display:flex;flex-wrap:wrap;gap:2px 18px;overflow-wrap:anywhere}
@media screen and (max-width:760px){
main{padding:18px 14px 28px}h1{font-size:24px}
.figures{grid-template-columns:1fr 1fr;gap:10px;margin-top:18px}.figures div{padding:11px 13px}.figures dd{font-size:19px}
.parties,.cards,.split,.split.three{grid-template-columns:1fr}.cards section{grid-column:auto}section{padding:16px 14px}
svg.wide{display:none}svg.tall{display:block;max-width:420px;margin:12px auto 0}
table,tbody,tr,td,tbody th{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{position:relative;padding:12px 0 12px 36px;border-bottom:1px solid var(--line)}tr:last-child{border-bottom:0}
td,tbody th{border:0;padding:0}tbody th{position:absolute;left:0;top:12px;width:26px;height:26px;border-radius:50%;background:var(--plain-bg);display:grid;place-items:center;font-size:12px}
tr.complete tbody th,tr.complete th{background:var(--good);color:#fff}
tr.anchored td,tr.anchored{background:none}
td.step{font-size:15px;margin-bottom:4px}td[data-label]{display:flex;gap:10px;font-size:13.5px}
td[data-label]::before{content:attr(data-label);flex:none;width:70px;color:var(--soft)}
.owner span{display:inline}.lines.pairs div{grid-template-columns:1fr;gap:0}}
@media print{
@page{size:A4;margin:11mm 12mm}
body{background:#fff;font-size:8.4pt;line-height:1.34;-webkit-print-color-adjust:exact;print-color-adjust:exact}
main{max-width:none;padding:0}h1{font-size:17pt}h2{font-size:10.5pt;gap:6px;break-after:avoid}h2 b{width:16px;height:16px;font-size:8pt}
h3{font-size:7.4pt;margin:7px 0 2px;break-after:avoid}.top .subject{font-size:9pt;margin-top:1px}.chip{font-size:7.2pt;line-height:12px;padding:0 6px}.chip.standing{font-size:8.4pt;line-height:14px;padding:3px 12px}
.figures{margin:8px 0 6px;gap:6px}.figures div{padding:5px 9px;border-top-width:3px;border-radius:7px}.figures dt{font-size:7.6pt}.figures dd{font-size:12pt}.figures dd+dd{font-size:7.8pt}
.parties{gap:6px;margin-bottom:6px}.parties li{padding:4px 9px;border-radius:7px}.parties strong{font-size:9pt}.tag{font-size:7.6pt}
.cards{gap:6px}section{padding:6px 10px;border-radius:7px;break-inside:avoid}.s4{break-inside:auto}
.lines{margin-top:4px}.lines div{padding:1px 0}.none{margin-top:4px}.key{font-size:7.4pt;margin:3px 0 0}.key i{width:9px;height:9px}
svg{margin-top:5px}table{margin-top:5px;font-size:7.8pt;line-height:1.25}thead{display:table-header-group}
th{font-size:7.4pt;padding:2px 6px 2px 0}td,tbody th{padding:2.3px 6px 2.3px 0}tbody th{font-size:8pt}tr{break-inside:avoid}
td.step small{font-size:7.2pt}.owner span{display:inline}td.owner{min-width:128px}td.num{padding-right:8px}
footer{margin-top:6px;font-size:7.4pt}}
)css";

}  // namespace closemap
