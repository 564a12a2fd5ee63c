using AssistantSample;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OptPolicy;

var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.Services.AddAssistant(static _ => new AssistantModels { Cloud = new SilentCloud() });
using var app = builder.Build();
var chat = app.Services.GetRequiredService<IChatClient>();
var options = new ChatOptions { Tools = [.. Commands.All], Temperature = 0 };

string[] requests = args.Length > 0 ? args :
[
    "will it rain in oslo tomorrow",
    "add this song to my road trip playlist",
    "book a table for four at a thai restaurant in boston",
    "play some miles davis on spotify",
    "give the current book four out of six stars",
    "when is the next bus to the airport",
];
foreach (var request in requests)
{
    var answer = await chat.GetResponseAsync(request, options);
    var call = answer.Messages.SelectMany(static m => m.Contents).OfType<FunctionCallContent>().FirstOrDefault();
    var trace = answer.GetDecisionTrace()!;
    foreach (var a in trace.Attempts) Console.WriteLine(a); Console.WriteLine(string.Join(";", trace.Notes));
    Console.WriteLine($"{request}\n  {trace.Model}, ${trace.Cost:0.000000}: {(call is null ? answer.Text : Commands.Show(call))}");
}
