namespace OptPolicy.Compression.Data;

/// <summary>Rows of a step, filled up to the longest. Padding stands behind everything that is read, so causal attention never sees it. Immutable.</summary>
public sealed class RowBatch
{
    private RowBatch(int rows, int length, long[] tokens, long[] positions, long[] targets, float[] weights) =>
        (Rows, Length, Tokens, Positions, Targets, Weights) = (rows, length, tokens, positions, targets, weights);

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>Tokens of a row that the model reads; the last token of a row is only predicted.</summary>
    public int Length { get; }

    /// <summary>Tokens to read [rows, length], row after row.</summary>
    public long[] Tokens { get; }

    /// <summary>Where predictions count, as indices into <see cref="Tokens"/>.</summary>
    public long[] Positions { get; }

    /// <summary>The token that follows each of <see cref="Positions"/>.</summary>
    public long[] Targets { get; }

    /// <summary>How much each of them counts.</summary>
    public float[] Weights { get; }

    /// <summary>Lays rows side by side.</summary>
    public static RowBatch Of(IReadOnlyList<TrainingRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var length = rows.Max(row => row.Tokens.Count) - 1;
        var tokens = new long[rows.Count * length];
        List<long> positions = [], targets = [];
        var weights = new List<float>();
        for (var row = 0; row < rows.Count; row++)
        {
            for (var i = 0; i + 1 < rows[row].Tokens.Count; i++)
            {
                var place = row * length + i;
                tokens[place] = rows[row].Tokens[i];
                if (rows[row].Weights[i + 1] == 0)
                    continue;
                positions.Add(place);
                targets.Add(rows[row].Tokens[i + 1]);
                weights.Add(rows[row].Weights[i + 1]);
            }
        }

        return new RowBatch(rows.Count, length, tokens, [.. positions], [.. targets], [.. weights]);
    }
}
