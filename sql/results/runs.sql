-- runs: one row per run of any mode, completed or failed, as its summary tells. Unordered.
-- Balances are in the run's currency, over all accounts. Times of the window in ns UTC, timings in ms. `metrics` holds
-- the headline figures as JSON. Source: run_summaries.
select
    run_id,
    folder,
    summary ->> '$.mode' as mode,
    summary ->> '$.status' as status,
    summary ->> '$.error' as error,
    summary ->> '$.created_at' as created_at,
    summary ->> '$.odum_version' as odum_version,
    summary ->> '$.config_hash' as config_hash,
    summary ->> '$.result_hash' as result_hash,
    summary ->> '$.window.start' as window_start,
    summary ->> '$.window.end' as window_end,
    (summary ->> '$.window.start_ns')::bigint as start_ns,
    (summary ->> '$.window.end_ns')::bigint as end_ns,
    summary ->> '$.snapshot_mode' as snapshot_mode,
    summary ->> '$.seed' as seed,
    summary ->> '$.strategy' as strategy,
    summary ->> '$.algorithm' as algorithm,
    list_sort(json_extract_string(summary, '$.instruments[*].instrument_id')) as instrument_ids,
    summary ->> '$.balances[0].currency' as currency,
    list_sum(
        list_transform(
            list_filter(
                (summary -> '$.balances')::json[],
                lambda balance: (balance ->> '$.currency') = (summary ->> '$.balances[0].currency')
            ),
            lambda balance: (balance ->> '$.starting')::decimal(38, 12)
        )
    ) as starting_balance,
    list_sum(
        list_transform(
            list_filter(
                (summary -> '$.balances')::json[],
                lambda balance: (balance ->> '$.currency') = (summary ->> '$.balances[0].currency')
            ),
            lambda balance: (balance ->> '$.final')::decimal(38, 12)
        )
    ) as final_balance,
    (summary ->> '$.counts.events')::bigint as events,
    (summary ->> '$.counts.trades')::bigint as trades,
    (summary ->> '$.counts.book_events')::bigint as book_events,
    (summary ->> '$.counts.orders')::bigint as orders,
    (summary ->> '$.counts.fills')::bigint as fills,
    (summary ->> '$.counts.positions')::bigint as positions,
    (summary ->> '$.counts.denied')::bigint as denied,
    (summary ->> '$.counts.rejected')::bigint as rejected,
    (summary ->> '$.counts.canceled')::bigint as canceled,
    (summary ->> '$.timings.convert_ms')::double as convert_ms,
    (summary ->> '$.timings.replay_ms')::double as replay_ms,
    (summary ->> '$.timings.write_ms')::double as write_ms,
    (summary ->> '$.timings.total_ms')::double as total_ms,
    (summary ->> '$.timings.events_per_second')::double as events_per_second,
    (summary ->> '$.timings.orders_per_second')::double as orders_per_second,
    summary ->> '$.reader.kind' as reader_kind,
    (summary ->> '$.reader.requests')::bigint as reader_requests,
    (summary ->> '$.reader.bytes')::bigint as reader_bytes,
    coalesce((summary -> '$.warnings')::varchar[], []) as warnings,
    summary ->> '$.metrics' as metrics,
from run_summaries
