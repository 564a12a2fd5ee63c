namespace OptPolicy.Kernels.Sampling;

/// <summary>A token and its score in one integer: sorting puts the highest score first and, among equal scores, the lowest id.</summary>
internal static class RankedToken
{
    public static ulong Of(int token, float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score);
        var ascending = bits ^ ((bits & 0x80000000) != 0 ? uint.MaxValue : 0x80000000);
        return ((ulong)~ascending << 32) | (uint)token;
    }

    public static int Id(ulong ranked) => (int)(uint)ranked;
}
