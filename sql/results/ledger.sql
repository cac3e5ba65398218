-- ledger: one row per cash flow; amount is what it adds to the balance, so the sum per run and currency is the
-- final balance. Order: run_id, ts_init, seq (unique within the run; gaps where a fill moved nothing).
-- Source: ledger_facts, fill_facts, run_instruments, run_balances.
with accounts as (
    select
        run_id,
        currency,
        any_value(account) as account,
    from run_balances
    group by all
),

recorded_counts as (
    select
        run_id,
        count(*) as flows,
    from ledger_facts
    group by all
),

recorded as (
    select
        run_id,
        file_row_number + 1 as seq,
        ts_init,
        currency,
        lower(ledger_kind_name(kind)) as kind,
        amount,
        null::bigint as fill_seq,
    from ledger_facts
),

settled_fills as (
    select
        fill_facts.run_id,
        fill_facts.file_row_number,
        fill_facts.ts_init,
        fill_facts.commission,
        fill_facts.realized_pnl,
        run_instruments.settlement_currency as currency,
        coalesce(recorded_counts.flows, 0) as flows_before,
    from fill_facts
    left join run_instruments
        on fill_facts.run_id = run_instruments.run_id
        and fill_facts.instrument_index = run_instruments.instrument_index
    left join recorded_counts
        on fill_facts.run_id = recorded_counts.run_id
),

realized as (
    select
        run_id,
        flows_before + 2 * file_row_number + 1 as seq,
        ts_init,
        currency,
        'realized' as kind,
        realized_pnl as amount,
        file_row_number + 1 as fill_seq,
    from settled_fills
    where realized_pnl <> 0
),

commissions as (
    select
        run_id,
        flows_before + 2 * file_row_number + 2 as seq,
        ts_init,
        currency,
        'commission' as kind,
        -commission as amount,
        file_row_number + 1 as fill_seq,
    from settled_fills
    where commission <> 0
),

all_flows as (
    select * from recorded
    union all by name
    select * from realized
    union all by name
    select * from commissions
)

select
    all_flows.run_id,
    all_flows.seq,
    all_flows.ts_init,
    accounts.account,
    all_flows.currency,
    all_flows.kind,
    all_flows.amount,
    all_flows.fill_seq,
from all_flows
left join accounts
    on all_flows.run_id = accounts.run_id
    and all_flows.currency = accounts.currency
