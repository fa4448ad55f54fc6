"""What a 日付, a 金額, a 選択肢 … is: parsing, showing, Excel hints, open-data type. One kind, one file."""
