-- hours: which hours of each day are converted; grain instrument, type and date; order the same.
-- hours has 24 letters: `#` rows, `o` converted and empty, `.` not converted. Source: cells.
with slots as (
    select
        cells.instrument_id,
        cells.type,
        cells.date,
        hour_slots.hour,
        sum(cells.row_count) as row_count,
    from cells
    cross join (select unnest(range(24)) as hour) as hour_slots
    where cells.start_time < cells.date::timestamp + to_hours(hour_slots.hour + 1)
        and cells.end_time > cells.date::timestamp + to_hours(hour_slots.hour)
    group by all
),

days as (
    select
        instrument_id,
        type,
        date,
        map_from_entries(list((hour, row_count))) as rows_by_hour,
    from slots
    group by all
)

select
    days.instrument_id,
    days.type,
    days.date::varchar as date,
    array_to_string([
        case
            when days.rows_by_hour[hour] is null then '.'
            when days.rows_by_hour[hour] = 0 then 'o'
            else '#'
        end
        for hour in range(24)
    ], '') as hours,
    coverage.cells,
    coverage.row_count,
    coverage.size_bytes,
from days
inner join coverage
    on coverage.instrument_id = days.instrument_id and coverage.type = days.type and coverage.date = days.date
order by days.instrument_id, days.type, days.date
