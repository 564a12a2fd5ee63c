using System.Globalization;
using System.Text;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Workloads.Scorers;

/// <summary>The same label: case, punctuation, white space and underscores aside, on the answer's first line that has any.</summary>
public sealed class LabelScorer : ITaskScorer
{
    /// <inheritdoc/>
    public ValueTask<TaskScore> ScoreAsync(WorkloadTask task, TaskAnswer answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(answer);
        var line = answer.Text.Split('\n').Select(Normalize).FirstOrDefault(static text => text.Length > 0) ?? "";
        return new(line == Normalize(task.Expected) ? TaskScore.Right : TaskScore.Wrong(line.Length == 0 ? "no label" : $"label '{line}'"));
    }

    private static string Normalize(string label)
    {
        var text = new StringBuilder(label.Length);
        foreach (var character in label.Normalize(NormalizationForm.FormKC))
        {
            if (char.IsLetterOrDigit(character) || CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark)
                text.Append(char.ToLowerInvariant(character));
            else if (text.Length > 0 && text[^1] != ' ')
                text.Append(' ');
        }

        return text.ToString().TrimEnd();
    }
}
