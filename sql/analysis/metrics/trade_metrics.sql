-- trade_metrics: one row per run, net of commission. Source: trade_statistics.
-- Money: average_win, average_loss, expectancy, gross_expectancy.
select
    run_id,
    round_trips,
    win_rate_ratio,
    average_win,
    average_loss,
    profit_factor,
    expectancy,
    gross_expectancy,
    longest_win_streak,
    longest_loss_streak,
    mean_holding_ns,
    median_holding_ns,
from trade_statistics
