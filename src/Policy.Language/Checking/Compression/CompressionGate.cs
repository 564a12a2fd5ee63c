using OptPolicy.Language.Binding;

namespace OptPolicy.Language.Checking.Compression;

/// <param name="Metric">For example <c>task_drop</c>.</param>
/// <param name="Data">The examples that decide it; null when it needs none.</param>
internal sealed record CompressionGate(BoundStatement Statement, string Metric, string? Data)
{
    public bool IsOnTasks => Metric is "task_drop" or "session_drop";

    public static CompressionGate? Of(BoundStatement statement) =>
        statement.Operand<MetricValue>("gate", "bound") is { } bound
            ? new CompressionGate(statement, bound.Metric.Name, bound.Arguments.OfType<ConstantValue>().Select(static a => a.Constant.Text).FirstOrDefault(static t => t is not null))
            : null;
}
