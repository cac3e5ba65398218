-- run_pnl: one row per run with result tables and currency, over all accounts; unordered. Money in that currency.
-- net = realized − commissions + funding − liquidation fees + unrealized at the end: what trading earned.
-- holdings_pnl is what an inventory of a cash account gained apart from that, 0 for margin accounts: net_pnl +
-- holdings_pnl is the change of equity. return_ratio = net / starting_equity, which includes such an inventory.
-- Realised PnL and commissions are summed over positions, which split every fill's to the last unit: the same as
-- over the ledger, without reading the fills. Source: position_facts, cash_flow_facts, equity_facts, run_instruments,
-- run_balances, run_summaries.
with settled as (
    select
        position_facts.run_id,
        run_instruments.settlement_currency as currency,
        sum(position_facts.realized_pnl) as realized,
        sum(position_facts.commissions) as commissions,
    from position_facts
    inner join run_instruments
        on position_facts.run_id = run_instruments.run_id
        and position_facts.instrument_index = run_instruments.instrument_index
    group by all
),

recorded as (
    select
        run_id,
        currency,
        sum(amount) filter (where kind = 'FUNDING') as funding,
        -sum(amount) filter (where kind = 'LIQUIDATION_FEE') as liquidation_fees,
    from (
        select
            cash_flow_facts.run_id,
            run_instruments.settlement_currency as currency,
            ledger_kind_name(cash_flow_facts.kind) as kind,
            cash_flow_facts.amount,
        from cash_flow_facts
        inner join run_instruments
            on cash_flow_facts.run_id = run_instruments.run_id
            and cash_flow_facts.instrument_index = run_instruments.instrument_index
    )
    group by all
),

valuations as (
    select
        run_id,
        arg_max(unrealized, ts_init) as unrealized,
        arg_min(equity, ts_init) as first_equity,
        arg_max(equity, ts_init) as last_equity,
    from equity_facts
    group by all
),

-- The first sample includes the fills of its instant.
starts as (
    select
        run_id,
        (summary ->> '$.starting_equity')::decimal(38, 12) as starting_equity,
    from run_summaries
),

balances as (
    select
        run_id,
        currency,
        min(balance_seq) as balance_seq,
        sum(starting)::decimal(38, 12) as starting,
    from run_balances
    group by all
),

combined as (
    select
        balances.run_id,
        balances.currency,
        balances.starting as starting_balance,
        case
            when balances.balance_seq = 1
                then coalesce(starts.starting_equity, valuations.first_equity, balances.starting)
            else balances.starting
        end as starting_equity,
        coalesce(settled.realized, 0) as realized_pnl,
        case
            when balances.balance_seq = 1 then coalesce(valuations.unrealized, 0)
            else 0
        end as unrealized_pnl,
        case when balances.balance_seq = 1
            then valuations.last_equity - coalesce(starts.starting_equity, valuations.first_equity) end as equity_change,
        coalesce(settled.commissions, 0) as commissions,
        coalesce(recorded.funding, 0) as funding,
        coalesce(recorded.liquidation_fees, 0) as liquidation_fees,
    from balances
    left join settled
        on balances.run_id = settled.run_id
        and balances.currency = settled.currency
    left join recorded
        on balances.run_id = recorded.run_id
        and balances.currency = recorded.currency
    left join valuations
        on balances.run_id = valuations.run_id
    left join starts
        on balances.run_id = starts.run_id
),

with_net as (
    select
        *,
        realized_pnl + unrealized_pnl - commissions + funding - liquidation_fees as net_pnl,
    from combined
)

select
    * exclude (equity_change),
    coalesce(equity_change - net_pnl, 0) as holdings_pnl,
    net_pnl::double / nullif(starting_equity::double, 0) as return_ratio,
from with_net
