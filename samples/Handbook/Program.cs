using HandbookSample;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OptPolicy;

// The collection and the cache are folders of the current directory: run.sh makes the first with 'optpolicy index'.
var builder = Host.CreateApplicationBuilder();
builder.Services.AddHandbook(static _ => new HandbookModels { Reader = new QuotingModel() });
using var app = builder.Build();
var chat = app.Services.GetRequiredService<IChatClient>();

string[] questions = args.Length > 0 ? args : ["How do I return a product?", "how can I return a product", "What does IN-204 mean?", "Do you deliver to Norway?"];
foreach (var question in questions)
{
    var answer = await chat.GetResponseAsync(question);
    var trace = answer.GetDecisionTrace()!;
    Console.WriteLine($"{question}\n  {answer.Text}");
    foreach (var citation in answer.GetCitations())
        Console.WriteLine($"  [{citation.Number}] {citation.Source} ({citation.Score:0.00})");
    Console.WriteLine($"  cache: {trace.Cache}, ${trace.Cost:0.000000}\n");
}
