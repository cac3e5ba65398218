-- queue_times: one row per run, instrument and side with maker fills: how long they rested until filled, in ns, and the
-- quantity that was ahead of them when they were accepted; order run_id, instrument_id, side.
-- Source: fill_facts, run_instruments.
select
    fill_facts.run_id,
    run_instruments.instrument_id,
    side_name(fill_facts.side) as side,
    count(*) as fills,
    avg(fill_facts.resting_ns) as mean_resting_ns,
    quantile_cont(fill_facts.resting_ns, 0.5) as median_resting_ns,
    quantile_cont(fill_facts.resting_ns, 0.95) as p95_resting_ns,
    max(fill_facts.resting_ns) as max_resting_ns,
    avg(fill_facts.queue_ahead::double) as mean_queue_ahead,
    max(fill_facts.queue_ahead) as max_queue_ahead,
from fill_facts
inner join run_instruments
    on fill_facts.run_id = run_instruments.run_id
    and fill_facts.instrument_index = run_instruments.instrument_index
where liquidity_name(fill_facts.liquidity) = 'MAKER'
group by all
order by run_id, instrument_id, side
