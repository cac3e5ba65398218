-- risk_ratios: one row per run with equity; unordered. Annualised with periods_per_year, risk-free rate 0, threshold 0.
-- volatility and Sharpe use the sample standard deviation, Sortino the downside over all observations;
-- annual_return_ratio compounds the total return over the observations; Calmar divides it by |largest drawdown|.
-- Fewer than two observations, or nothing to divide by → null. Source: equity_returns, risk_sampling, equity.
with observations as (
    select
        run_id,
        count(return_ratio) as observations,
        avg(return_ratio) as mean,
        stddev_samp(return_ratio) as deviation,
        sqrt(avg(case when return_ratio < 0 then return_ratio * return_ratio else 0 end)
            filter (where return_ratio is not null)) as downside,
        sum(greatest(return_ratio, 0)) as gains,
        -sum(least(return_ratio, 0)) as losses,
        arg_max(equity, ts_sample) / nullif(arg_min(equity, ts_sample), 0) as growth,
    from equity_returns
    group by all
),

annual as (
    select
        observations.*,
        risk_sampling.interval_ns,
        risk_sampling.days_per_year,
        risk_sampling.periods_per_year,
        case
            when observations.observations >= 2 and observations.growth > 0
                then exp(least(ln(observations.growth) * risk_sampling.periods_per_year / observations.observations, 700)) - 1
        end as annual_return_ratio,
    from observations
    inner join risk_sampling
        on observations.run_id = risk_sampling.run_id
),

deepest as (
    select
        run_id,
        min(drawdown_ratio) as max_drawdown_ratio,
    from equity
    group by all
)

select
    annual.run_id,
    annual.interval_ns,
    annual.days_per_year,
    annual.observations,
    annual.growth - 1 as cumulative_return_ratio,
    annual.annual_return_ratio,
    case when annual.observations >= 2 then annual.deviation * sqrt(annual.periods_per_year) end as annual_volatility_ratio,
    case when annual.observations >= 2
        then annual.mean / nullif(annual.deviation, 0) * sqrt(annual.periods_per_year) end as sharpe,
    case when annual.observations >= 2
        then annual.mean / nullif(annual.downside, 0) * sqrt(annual.periods_per_year) end as sortino,
    case when annual.observations >= 2
        then annual.annual_return_ratio / nullif(abs(deepest.max_drawdown_ratio), 0) end as calmar,
    case when annual.observations >= 2 then annual.gains / nullif(annual.losses, 0) end as omega,
from annual
left join deepest
    on annual.run_id = deepest.run_id
