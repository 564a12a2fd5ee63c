using System.Globalization;
using Microsoft.Extensions.AI;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Chat;

namespace OptPolicy.Cli.Generating;

/// <summary>How an answer came about.</summary>
/// <param name="Answer">The whole answer.</param>
/// <param name="Last">The update that ended it.</param>
/// <param name="ToFirst">From the question to the first text.</param>
/// <param name="Total">From the question to the end.</param>
internal sealed record AnswerStatistics(ChatResponse Answer, ChatResponseUpdate Last, TimeSpan ToFirst, TimeSpan Total)
{
    public void Write(TextWriter writer, LocalModel model)
    {
        var usage = Answer.Usage ?? new UsageDetails();
        var output = usage.OutputTokenCount ?? 0;
        var seconds = (Total - ToFirst).TotalSeconds;
        Line(writer, "prompt", $"{usage.InputTokenCount} tokens, first text after {ToFirst.TotalMilliseconds:N0} ms");
        Line(writer, "answer", $"{output} tokens in {Total.TotalSeconds:0.00} s{(output > 1 && seconds > 0 ? $", then {((output - 1) / seconds).ToString("N1", CultureInfo.InvariantCulture)} tokens/s" : "")}, ended by {Answer.FinishReason?.Value ?? "nothing"}");
        Line(writer, "model", $"{model.Folder.Path} on {model.Device.ExecutionProvider}, {model.Spec.Format}");
        Line(writer, "speculation", $"{Speculation(usage, model)}");
        if (Last.AdditionalProperties?.TryGetValue(KernelsChatClient.ConfidenceProperty, out var confidence) == true)
        {
            Line(writer, "confidence", $"{confidence:0.000}");
        }
    }

    private static string Speculation(UsageDetails usage, LocalModel model)
    {
        var rounds = Count(usage, "optpolicy.rounds");
        var proposed = Count(usage, "optpolicy.drafts_proposed");
        var accepted = Count(usage, "optpolicy.drafts_accepted");
        var exact = model.Certificate switch
        {
            { IsExact: true } => "; certified: the answer is that of plain decoding",
            { } => "; not certified: this model's wide calls differ from narrow ones",
            null => "",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{accepted} of {proposed} drafted tokens accepted in {rounds} calls{exact}");
    }

    private static long Count(UsageDetails usage, string name) => usage.AdditionalCounts?.GetValueOrDefault(name) ?? 0;

    private static void Line(TextWriter writer, string what, FormattableString value) =>
        writer.WriteLine($"{what,-12}{value.ToString(CultureInfo.InvariantCulture)}");
}
