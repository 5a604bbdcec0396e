namespace Signaling.Gateway.Doors.YWebrtc;

/// <summary>The y-webrtc door (docs/doors.md).</summary>
public sealed record YWebrtcOptions : DoorOptions
{
    public YWebrtcOptions() => Path = "/y-webrtc";

    internal override void AddTo(IServiceCollection services) => services.AddSingleton<IDoor, YWebrtcDoor>();
}
