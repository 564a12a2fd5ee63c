using System.CommandLine;
using OptPolicy.Compression.Data;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>split</c>: text to train on and text to measure on.</summary>
internal static class SplitCommand
{
    public static Command Create()
    {
        var text = new Argument<string>("text") { Description = "A text file with one paragraph a line." };
        var training = new Option<string>("--train") { Description = "The file for the lines to train on.", Required = true };
        var heldOut = new Option<string>("--held-out") { Description = "The file for the lines to measure on.", Required = true };
        var block = new Option<int>("--block-lines") { Description = "Lines that stay together.", DefaultValueFactory = _ => 20 };
        var every = new Option<int>("--every") { Description = "One block in this many is held out.", DefaultValueFactory = _ => 40 };
        var command = new Command("split", "Sets part of a text aside for measuring.") { text, training, heldOut, block, every };
        command.SetAction(parsed =>
        {
            var split = TextSplit.Of(parsed.GetRequiredValue(text), parsed.GetRequiredValue(block), parsed.GetRequiredValue(every));
            File.WriteAllLines(parsed.GetRequiredValue(training), split.Training);
            File.WriteAllLines(parsed.GetRequiredValue(heldOut), split.HeldOut);
            Console.WriteLine($"{split.Training.Count} lines to train on, {split.HeldOut.Count} held out");
        });
        return command;
    }
}
