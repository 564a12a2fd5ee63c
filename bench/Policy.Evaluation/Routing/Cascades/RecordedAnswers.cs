using System.Text.Json;
using System.Text.RegularExpressions;

namespace OptPolicy.Evaluation.Routing.Cascades;

/// <summary>A problem that several models answered, from the cheapest to the dearest.</summary>
/// <param name="Steps">What each model wrote.</param>
internal sealed partial record RecordedAnswers(string Problem, IReadOnlyList<RecordedAnswers.Step> Steps)
{
    /// <summary>Signs that a token has, on average.</summary>
    private const double SignsPerToken = 4;

    public static IReadOnlyList<RecordedAnswers> Read(string folder)
    {
        var path = Path.Combine(folder, "routing", "gsm8k_four_models.jsonl");
        return File.Exists(path) ? [.. File.ReadLines(path).Where(static l => l.Length > 0).Select(Parse)] : [];
    }

    /// <summary>What a model's answer cost.</summary>
    public double Cost(int step)
    {
        var model = CascadeModel.All[step];
        return (Problem.Length + model.Draws * Steps[step].Text.Length) / SignsPerToken * model.DollarsPerMillionTokens / 1e6;
    }

    /// <summary>What is seen of an answer once it is there: which earlier ones give the same result, and how it looks.</summary>
    public float[] Signs(int step)
    {
        var answer = Steps[step];
        int[] earlier = [.. Enumerable.Range(0, step).Where(i => Steps[i].Result == answer.Result && answer.Result.Length > 0)];
        return
        [
            earlier.Length, .. Enumerable.Range(0, CascadeModel.All.Count - 1).Select(i => earlier.Contains(i) ? 1f : 0),
            Steps.Take(step).Select(static s => s.Result).Distinct(StringComparer.Ordinal).Count(),
            answer.Text.Count(static c => c == '\n'), MathF.Log(1 + answer.Text.Length), answer.Result.Length,
            answer.Result.Contains('.') ? 1 : 0, answer.Result.StartsWith('-') ? 1 : 0, Sums().Count(answer.Text),
        ];
    }

    private static RecordedAnswers Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var row = document.RootElement;
        return new(row.GetProperty("question").GetString()!, [.. CascadeModel.All.Select(model =>
        {
            var answer = row.GetProperty(model.Column);
            var text = answer.GetProperty("solution").GetString()!;
            return new Step(text, Result().Match(text).Groups[1].Value.Trim(), answer.GetProperty("is_correct").GetBoolean());
        })]);
    }

    [GeneratedRegex(@"^A:(.*)$", RegexOptions.Multiline, 1000)]
    private static partial Regex Result();

    [GeneratedRegex("<<", RegexOptions.None, 1000)]
    private static partial Regex Sums();

    /// <summary>One model's answer.</summary>
    internal sealed record Step(string Text, string Result, bool IsRight);
}
