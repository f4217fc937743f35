# bash completion for closemap(1): commands and options, plus the names that the running daemon knows.

# First column of a table that closemap prints, without its heading; empty when no daemon answers.
_closemap_names() {
  timeout 2 closemap "$@" 2>/dev/null | awk 'NR > 1 { print $1 }'
}

_closemap() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local word command='' sub='' i
  COMPREPLY=()

  case $prev in
    --config) mapfile -t COMPREPLY < <(compgen -f -X '!*.toml' -- "$cur"; compgen -d -- "$cur"); return ;;
    --state-dir) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    --connector) mapfile -t COMPREPLY < <(compgen -W "$(_closemap_names connectors list)" -- "$cur"); return ;;
  esac

  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    case $word in
      --config | --state-dir | --connector | --format | --party) ((i++)) ;;
      -*) ;;
      *) if [ -z "$command" ]; then command=$word; elif [ -z "$sub" ]; then sub=$word; fi ;;
    esac
  done

  local words='' options='--config --state-dir --json --help'
  case $command in
    '') words='run once status check config connectors plan links alerts agenda report outbox quarantine store replay'
        options+=' --version' ;;
    once) options+=' --dry-run --connector' ;;
    check) options+=' --online' ;;
    status) options+=' --wait' ;;
    config) [ -n "$sub" ] || words='sample show' ;;
    connectors)
      case $sub in
        '') words='list describe check' ;;
        describe | check) words=$(_closemap_names connectors list) ;;
      esac ;;
    plan)
      case $sub in
        '') words='list show explain export lint edit' ;;
        edit) words=$(_closemap_names plan list); options+=' --accept-forecast --accept-handoff --propose --pause --resume --review-held --next-review --merge --patch --if-match --reason --sign --as' ;;
        export) words=$(_closemap_names plan list); options+=' --format --party --person --all-day' ;;
        show | explain | lint) words=$(_closemap_names plan list) ;;
      esac ;;
    links)
      case $sub in
        '') words='review confirm reject undo' ;;
        confirm | reject | undo) words=$(_closemap_names links review) ;;
      esac ;;
    alerts)
      case $sub in
        '') words='list explain' ;;
        explain) words=$(_closemap_names alerts list) ;;
      esac ;;
    store)
      case $sub in
        '') words='check backup' ;;
        *) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
      esac ;;
    agenda) words=$(_closemap_names plan list); options+=' --party' ;;
    replay) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
  esac
  case $cur in -*) words=$options ;; esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -F _closemap closemap
