namespace OptPolicy;

/// <summary>Work for the thread that owns a file of budgets. Its caller hears the result when the batch is in the file, not before.</summary>
internal abstract class BudgetOperation
{
    /// <summary>Does the work inside the batch's transaction, unless the caller has given up.</summary>
    public abstract void Run(BudgetTables tables);

    /// <summary>The batch is in the file.</summary>
    public abstract void Commit();

    /// <summary>Nothing of the batch is in the file.</summary>
    public abstract void Fail(Exception error);
}

/// <inheritdoc cref="BudgetOperation"/>
internal sealed class BudgetOperation<T>(Func<BudgetTables, T> run, CancellationToken cancellationToken) : BudgetOperation
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _value;
    private bool _cancelled;

    public Task<T> Result => _result.Task;

    public override void Run(BudgetTables tables)
    {
        _cancelled = cancellationToken.IsCancellationRequested;
        if (!_cancelled)
            _value = run(tables);
    }

    public override void Commit()
    {
        if (_cancelled)
            _result.TrySetCanceled(cancellationToken);
        else
            _result.TrySetResult(_value!);
    }

    public override void Fail(Exception error) => _result.TrySetException(error);
}
