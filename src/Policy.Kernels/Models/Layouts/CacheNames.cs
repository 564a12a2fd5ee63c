namespace OptPolicy.Kernels.Models.Layouts;

/// <summary>Format strings of the names of a graph's KV cache; <c>{0}</c> is the layer.</summary>
internal sealed record CacheNames(string PastKey, string PastValue, string PresentKey, string PresentValue);
