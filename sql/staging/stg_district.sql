-- One row: the district itself, by the code with which NC DPI publishes it.
-- Key: organisation_code. Source: NC DPI Disag file, code 600LEA.
select
    '600LEA' as organisation_code,
    'Charlotte-Mecklenburg Schools' as organisation_name
