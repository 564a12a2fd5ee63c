using System.Globalization;
using OptPolicy.Kernels.Tests.Crash;
using OptPolicy.Kernels.Vectors;
using OptPolicy.Kernels.Vectors.Persistence;

// Adds numbered vectors until it is killed, and removes one in three again, while snapshots are written one after the other.
// Prints every number when its addition returned, and with a minus sign when its removal returned.
using var store = VectorStore.Open(args[0], NumberedVectors.Store);
var partition = store.Index.Partition(0);
var snapshots = new Thread(() =>
{
    while (true)
        store.Snapshot();
})
{ IsBackground = true };
snapshots.Start();
using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
var handles = new Queue<SlotHandle>();
for (var number = long.Parse(args[1], CultureInfo.InvariantCulture); ; number++)
{
    handles.Enqueue(partition.Add(NumberedVectors.Of(number), number, DateTimeOffset.MaxValue));
    output.WriteLine(number.ToString(CultureInfo.InvariantCulture));
    if (handles.Count < 3)
        continue;
    partition.Remove(handles.Dequeue());
    output.WriteLine((2 - number).ToString(CultureInfo.InvariantCulture));
    handles.Clear();
}
