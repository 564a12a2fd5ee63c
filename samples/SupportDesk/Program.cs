using System.CommandLine;
using SupportSample;

var traffic = new Option<FileInfo?>("--traffic") { Description = "Own traffic: conversations as in traffic.jsonl, or problems with the recorded answers of two models (the layout of RouteLLM's GSM8K rows)." };
var report = new Option<FileInfo>("--report") { Description = "Where the HTML report goes.", DefaultValueFactory = static _ => new FileInfo(Path.Combine("artifacts", "support-desk.html")) };
var live = new Option<bool>("--live") { Description = "Ask real models. The default when OPENAI_API_KEY is set; OPENAI_BASE_URL names another endpoint." };
var recorded = new Option<bool>("--recorded") { Description = "Replay the recordings although OPENAI_API_KEY is set." };
var mini = new Option<string>("--mini") { Description = "The small model at the endpoint.", DefaultValueFactory = static _ => "gpt-4.1-mini" };
var premium = new Option<string>("--premium") { Description = "The large model at the endpoint.", DefaultValueFactory = static _ => "gpt-4.1" };
var limit = new Option<int?>("--limit") { Description = "Play only the first conversations. Real models get 20 unless you say more." };
var speed = new Option<double>("--speed") { Description = "How many times faster than recorded; 0 does not wait at all.", DefaultValueFactory = static _ => 60 };
speed.Validators.Add(result =>
{
    if (result.GetValue(speed) is not (>= 0 and <= 1_000_000))
        result.AddError("--speed must be from 0 to 1000000.");
});
limit.Validators.Add(result =>
{
    if (result.GetValue(limit) is < 1)
        result.AddError("--limit must be 1 or more.");
});

var root = new RootCommand("A day at the support desk of two shops, played through support.optpolicy.") { traffic, report, live, recorded, mini, premium, limit, speed };
root.SetAction((arguments, cancellationToken) => Sample.RunAsync(
    new SampleOptions
    {
        Traffic = arguments.GetValue(traffic)?.FullName,
        Report = arguments.GetValue(report)!.FullName,
        Live = arguments.GetValue(live),
        Recorded = arguments.GetValue(recorded),
        MiniModel = arguments.GetValue(mini)!,
        PremiumModel = arguments.GetValue(premium)!,
        Limit = arguments.GetValue(limit),
        Speed = arguments.GetValue(speed),
    },
    Spectre.Console.AnsiConsole.Console,
    cancellationToken));
return await root.Parse(args).InvokeAsync();
