using SupportDesk.Authoring;

// Writes traffic.jsonl and recordings/*.jsonl of the sample from the hand-written scenarios beside this file.
// Usage: dotnet run --project samples/SupportDesk/authoring -- [FOLDER OF THE SAMPLE]
var conversations = await Author.WriteAsync(args.Length > 0 ? args[0] : Path.Combine("samples", "SupportDesk"));
Console.WriteLine($"{conversations} conversations");
return 0;
