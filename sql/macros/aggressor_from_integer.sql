-- aggressor_from_integer: 1 buyer, 2 seller, 0 or null none; anything else 3, which is counted and read as buyer.
create or replace macro aggressor_from_integer(value) as case
    when value = 1 then 1
    when value = 2 then 2
    when value is null or value = 0 then 0
    else 3
end::utinyint
