-- aggressor_from_text: words for the aggressor → 1 buyer, 2 seller, 0 none; anything else 3, which is counted and
-- read as buyer.
create or replace macro aggressor_from_text(value) as case
    when value = 'buy' then 1
    when value = 'sell' then 2
    when value is null then 0
    when lower(trim(value)) in ('buy', 'buyer', 'b', '1') then 1
    when lower(trim(value)) in ('sell', 'seller', 's', '2') then 2
    when lower(trim(value)) in ('', 'none', 'unknown', 'no_aggressor', '0') then 0
    else 3
end::utinyint
