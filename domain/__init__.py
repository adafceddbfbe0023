"""What is true: values, rules and write tables. Opens nothing and reads no clock."""
