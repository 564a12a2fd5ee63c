using System.Globalization;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Training;

namespace OptPolicy.Compression.Stages;

/// <summary>What a training stage reads, in which order, and what it is measured on.</summary>
internal sealed class StageLesson
{
    private const int MeasuredRowsMax = 128;
    private readonly IReadOnlyList<TrainingRow> _rows;

    private StageLesson(IReadOnlyList<TrainingRow> rows, RowEvaluator evaluator, int stepRows, int rowTokens, double epochs, int? steps, ulong seed)
    {
        (_rows, Evaluator, StepRows, RowTokens) = (rows, evaluator, stepRows, rowTokens);
        Plan = new RowPlan(_ => rows, stepRows, seed);
        Steps = steps ?? Math.Max(1, (int)Math.Ceiling(epochs * rows.Count / stepRows));
        Hash = StageRows.Hash(rows);
    }

    public RowEvaluator Evaluator { get; }

    public RowPlan Plan { get; }

    public string Hash { get; }

    public int Steps { get; }

    public int StepRows { get; }

    public int RowTokens { get; }

    public static StageLesson Read(StageContext context)
    {
        var (request, tuning) = (context.Request, context.Tuning);
        var rowTokens = Math.Min(tuning.RowTokens, context.Model.Config.Shape.ContextTokens);
        var markup = ChatMarkup.Of(request.Model);
        var rows = new StageRows(context.Tokenizer, rowTokens, tuning.PromptWeight, markup).Read(request.Data, request.DataShare, request.Seed);
        var answers = new StageRows(context.Tokenizer, rowTokens, promptWeight: 0, markup).Read(request.Calibration is { } calibration ? [calibration] : request.Data, share: 1, request.Seed);
        var measured = DataSubset.Draw(answers, Math.Min(1, (double)MeasuredRowsMax / answers.Count), request.Seed);
        return new StageLesson(rows, new RowEvaluator(measured), Math.Min(tuning.Rows, rows.Count), rowTokens, request.Epochs, request.Steps, request.Seed);
    }

    /// <summary>Tokens that the first steps read.</summary>
    public long TokensOf(int steps) => Enumerable.Range(0, steps).Sum(step => Plan.RowsOf(step).Sum(row => (long)row.Tokens.Count));

    public string Describe(double share) => string.Create(CultureInfo.InvariantCulture, $"{_rows.Count} rows, {share * 100:0.##} % of the data");
}
