using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace OptPolicy.Quantization.Graphs;

/// <summary>A file as memory that the operating system reads when it is touched: a model of two gigabytes then needs no such array.</summary>
internal sealed unsafe class MappedFile : MemoryManager<byte>
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _start;
    private readonly int _length;

    /// <exception cref="InvalidDataException">The file is larger than a protobuf message may be.</exception>
    public MappedFile(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > int.MaxValue)
            throw new InvalidDataException($"It has {length:N0} bytes, and no protobuf message has more than {int.MaxValue:N0}.");
        _length = (int)length;
        if (_length == 0)
            return;
        _file = MemoryMappedFile.CreateFromFile(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read), null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + _view.PointerOffset;
    }

    public override Span<byte> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (_view is null)
            return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file!.Dispose();
    }
}
