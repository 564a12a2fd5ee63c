using OptPolicy.Compression.Data;

namespace OptPolicy.Compression.Training;

/// <summary>How well answers agree with the wanted ones. Immutable.</summary>
/// <param name="Answers">How many were compared.</param>
/// <param name="Exact">Share with the same tool and the same arguments, or, where no tool was wanted, with the same text.</param>
/// <param name="RightTool">Share with the same tool, or with none where none was wanted.</param>
/// <param name="ArgumentF1">Harmonic mean of precision and recall of arguments; one counts when name and value are right and the tool is.</param>
public sealed record ToolCallScore(int Answers, double Exact, double RightTool, double ArgumentF1)
{
    private const double Normal95 = 1.959964;

    /// <summary>95 % interval of <see cref="Exact"/> (Wilson 1927).</summary>
    public (double Low, double High) ExactInterval
    {
        get
        {
            var z = Normal95 * Normal95 / Answers;
            var centre = (Exact + z / 2) / (1 + z);
            var half = Normal95 / (1 + z) * Math.Sqrt(Exact * (1 - Exact) / Answers + z / Answers / 4);
            return (centre - half, centre + half);
        }
    }

    /// <summary>Compares answers in order.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static ToolCallScore Of(IEnumerable<string> wanted, IEnumerable<string> given)
    {
        var (answers, exact, tools, shared, arguments) = (0, 0, 0, 0, 0);
        foreach (var (want, give) in wanted.Zip(given))
        {
            answers++;
            var (wantedCall, givenCall) = (Parse(want), Parse(give));
            if (wantedCall?.Name == givenCall?.Name)
                tools++;
            if (wantedCall is null ? want.Trim() == give.Trim() : givenCall is not null && wantedCall.IsSameAs(givenCall))
                exact++;
            arguments += (wantedCall?.Arguments.Count ?? 0) + (givenCall?.Arguments.Count ?? 0);
            if (wantedCall is not null && wantedCall.Name == givenCall?.Name)
                shared += wantedCall.Arguments.Intersect(givenCall.Arguments).Count();
        }

        if (answers == 0)
            throw new ArgumentException("there are no answers to compare", nameof(wanted));
        return new ToolCallScore(answers, (double)exact / answers, (double)tools / answers, arguments == 0 ? 1 : 2.0 * shared / arguments);
    }

    private static ToolCall? Parse(string answer) => ToolCall.TryParse(answer, out var call) ? call : null;
}
