-- trade_statistics: one row per run with closed positions (round trips); unordered. Net of commission unless gross_*.
-- A trip that neither won nor lost counts in round_trips only and ends a streak. Source: positions.
with trips as (
    select
        run_id,
        closed_fill_seq,
        position_id,
        net_pnl,
        realized_pnl,
        duration_ns,
        sign(net_pnl) as outcome,
    from positions
    where not is_open
),

islands as (
    select
        run_id,
        outcome,
        row_number() over (partition by run_id order by closed_fill_seq, position_id)
        - row_number() over (partition by run_id, outcome order by closed_fill_seq, position_id) as island,
    from trips
),

streaks as (
    select
        run_id,
        outcome,
        island,
        count(*) as length,
    from islands
    group by all
),

longest as (
    select
        run_id,
        coalesce(max(length) filter (where outcome = 1), 0) as longest_win_streak,
        coalesce(max(length) filter (where outcome = -1), 0) as longest_loss_streak,
    from streaks
    group by all
),

totals as (
    select
        run_id,
        count(*) as round_trips,
        count(*) filter (where outcome = 1) as wins,
        count(*) filter (where outcome = -1) as losses,
        sum(net_pnl) as net_pnl,
        coalesce(sum(net_pnl) filter (where outcome = 1), 0) as profit,
        -coalesce(sum(net_pnl) filter (where outcome = -1), 0) as loss,
        count(*) filter (where realized_pnl > 0) as gross_wins,
        coalesce(sum(realized_pnl) filter (where realized_pnl > 0), 0) as gross_profit,
        -coalesce(sum(realized_pnl) filter (where realized_pnl < 0), 0) as gross_loss,
        sum(realized_pnl) as gross_pnl,
        avg(duration_ns) as mean_holding_ns,
        median(duration_ns) as median_holding_ns,
    from trips
    group by all
)

select
    totals.run_id,
    totals.round_trips,
    totals.wins,
    totals.losses,
    totals.wins / totals.round_trips as win_rate_ratio,
    totals.profit::double / nullif(totals.wins, 0) as average_win,
    totals.loss::double / nullif(totals.losses, 0) as average_loss,
    totals.profit::double / nullif(totals.loss::double, 0) as profit_factor,
    totals.net_pnl::double / totals.round_trips as expectancy,
    totals.gross_wins / totals.round_trips as gross_win_rate_ratio,
    totals.gross_profit::double / nullif(totals.gross_loss::double, 0) as gross_profit_factor,
    totals.gross_pnl::double / totals.round_trips as gross_expectancy,
    longest.longest_win_streak,
    longest.longest_loss_streak,
    totals.mean_holding_ns,
    totals.median_holding_ns,
from totals
left join longest
    on totals.run_id = longest.run_id
