-- ledger: one row per cash flow; amount is what it adds to the balance, so the sum per run, account and currency is
-- the final balance. A fill of a margin account moves what it realizes; one of a cash account moves its principal, quote
-- against base. Order: run_id, ts_init, seq (unique within the run; gaps where a fill moved nothing).
-- Funding and what liquidations cost stand in the files; they come before, and with, the fills of their time.
-- Source: ledger_facts, cash_flow_facts, fill_facts, run_instruments, run_balances, instrument_factors.
with accounts as (
    select
        run_id,
        account_index,
        any_value(account) as account,
    from run_balances
    group by all
),

deposit_counts as (
    select
        run_id,
        count(*) as flows,
    from ledger_facts
    group by all
),

recorded_counts as (
    select
        run_id,
        sum(flows)::bigint as flows,
    from (
        from deposit_counts
        union all by name
        select run_id, count(*) as flows from cash_flow_facts where fill_seq is null group by all
    )
    group by all
),

charged as (
    select
        cash_flow_facts.run_id,
        case
            when cash_flow_facts.fill_seq is not null
                then coalesce(recorded_counts.flows, 0) + 3 * cash_flow_facts.fill_seq::bigint
            else coalesce(deposit_counts.flows, 0) + row_number() over (
                partition by cash_flow_facts.run_id, cash_flow_facts.fill_seq is null
                order by cash_flow_facts.file_row_number
            )
        end as seq,
        cash_flow_facts.ts_init,
        run_instruments.venue as account,
        run_instruments.settlement_currency as currency,
        lower(ledger_kind_name(cash_flow_facts.kind)) as kind,
        cash_flow_facts.amount,
        cash_flow_facts.fill_seq::bigint as fill_seq,
    from cash_flow_facts
    inner join run_instruments
        on cash_flow_facts.run_id = run_instruments.run_id
        and cash_flow_facts.instrument_index = run_instruments.instrument_index
    left join deposit_counts
        on cash_flow_facts.run_id = deposit_counts.run_id
    left join recorded_counts
        on cash_flow_facts.run_id = recorded_counts.run_id
),

recorded as (
    select
        ledger_facts.run_id,
        ledger_facts.file_row_number + 1 as seq,
        ledger_facts.ts_init,
        accounts.account,
        ledger_facts.currency,
        lower(ledger_kind_name(ledger_facts.kind)) as kind,
        ledger_facts.amount,
        null::bigint as fill_seq,
    from ledger_facts
    left join accounts
        on ledger_facts.run_id = accounts.run_id
        and coalesce(ledger_facts.account_index, 0) = accounts.account_index
),

settled_fills as (
    select
        fill_facts.run_id,
        fill_facts.file_row_number,
        fill_facts.ts_init,
        fill_facts.commission,
        fill_facts.realized_pnl,
        fill_facts.instrument_index,
        fill_facts.side,
        fill_facts.price,
        fill_facts.quantity,
        run_instruments.settlement_currency as currency,
        run_instruments.base_currency,
        run_instruments.venue as account,
        coalesce(run_instruments.account_type, 'MARGIN') as account_type,
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
        flows_before + 3 * file_row_number + 1 as seq,
        ts_init,
        account,
        currency,
        'realized' as kind,
        realized_pnl as amount,
        file_row_number + 1 as fill_seq,
    from settled_fills
    where realized_pnl <> 0
        and account_type <> 'CASH'
),

exchanged_fills as (
    select
        settled_fills.*,
        half_even_quotient(
            round(price::double * factors.ticks_per_price)::bigint::hugeint
                * round(quantity::double * factors.lots_per_quantity)::bigint
                * factors.value_numerator,
            factors.value_denominator
        ) * factors.trillionths_per_unit as value_trillionths,
    from settled_fills
    inner join instrument_factors as factors
        on settled_fills.run_id = factors.run_id
        and settled_fills.instrument_index = factors.instrument_index
    where account_type = 'CASH'
),

paid as (
    select
        run_id,
        flows_before + 3 * file_row_number + 1 as seq,
        ts_init,
        account,
        currency,
        'principal' as kind,
        if(side = 1, -value_trillionths, value_trillionths)::decimal(38, 0) * 0.000000000001::decimal(13, 12) as amount,
        file_row_number + 1 as fill_seq,
    from exchanged_fills
),

delivered as (
    select
        run_id,
        flows_before + 3 * file_row_number + 3 as seq,
        ts_init,
        account,
        base_currency as currency,
        'principal' as kind,
        if(side = 1, quantity, -quantity) as amount,
        file_row_number + 1 as fill_seq,
    from exchanged_fills
),

commissions as (
    select
        run_id,
        flows_before + 3 * file_row_number + 2 as seq,
        ts_init,
        account,
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
    select * from charged
    union all by name
    select * from realized
    union all by name
    select * from paid
    union all by name
    select * from delivered
    union all by name
    select * from commissions
)

select
    all_flows.run_id,
    all_flows.seq,
    all_flows.ts_init,
    all_flows.account,
    all_flows.currency,
    all_flows.kind,
    all_flows.amount::decimal(38, 12) as amount,
    all_flows.fill_seq,
from all_flows
