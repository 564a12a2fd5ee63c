namespace OptPolicy;

/// <summary>What a run of the indexer did.</summary>
/// <param name="Added">Documents that are new.</param>
/// <param name="Changed">Documents that had changed.</param>
/// <param name="Unchanged">Documents that were left as they are.</param>
/// <param name="Removed">Documents that no longer exist.</param>
/// <param name="Passages">Passages of the whole collection.</param>
/// <param name="Problems">Files that could not be indexed.</param>
internal sealed record IndexReport(int Added, int Changed, int Unchanged, int Removed, long Passages, IReadOnlyList<IndexProblem> Problems);

/// <summary>A file that could not be indexed. What an earlier run indexed of it stays.</summary>
/// <param name="Path">Relative to the folder of the documents.</param>
/// <param name="Line">The line, from 1, or 0 for the whole file.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record IndexProblem(string Path, int Line, string Message);

/// <summary>How far the indexer is.</summary>
/// <param name="Path">The document at hand.</param>
/// <param name="Done">Documents that are done.</param>
/// <param name="Total">All documents.</param>
internal readonly record struct IndexProgress(string Path, int Done, int Total);
