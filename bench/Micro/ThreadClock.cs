using System.ComponentModel;
using System.Runtime.InteropServices;
using Perfolizer.Horology;

namespace Signaling.Micro;

/// <summary>The processor time of the thread that asks: what else the machine does makes a benchmark longer, but its figures no larger.</summary>
internal sealed partial class ThreadClock : IClock
{
    private const int ThreadTime = 3; // CLOCK_THREAD_CPUTIME_ID
    private const long NanosecondsPerSecond = 1_000_000_000;

    public string Title => "processor time of the thread";

    public bool IsAvailable => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    public Frequency Frequency => new(NanosecondsPerSecond);

    public long GetTimestamp() =>
        GetTime(ThreadTime, out var time) == 0 ? (time.Seconds * NanosecondsPerSecond) + time.Nanoseconds : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, out TimeSpec time);

    private readonly struct TimeSpec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
