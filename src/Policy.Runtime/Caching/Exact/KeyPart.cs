namespace OptPolicy;

/// <summary>What follows in a cache key. Numbers are part of stored keys: add, never renumber.</summary>
internal enum KeyPart : byte
{
    Policy = 1,
    Scope = 2,
    Message = 3,
    Text = 4,
    Reasoning = 5,
    Data = 6,
    Address = 7,
    Call = 8,
    Result = 9,
    Error = 10,
    File = 11,
    Properties = 12,
    Options = 13,
    Tool = 14,
    Format = 15,
    Value = 16,
    End = 17,
    Embedder = 18,
}
