//! This machine: whether datagrams go from port to port, and which devices there are.

use super::Finding;
use crate::{ServerAddress, random};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio::time::timeout;

/// For a datagram within this machine.
const PATIENCE: Duration = Duration::from_secs(2);
/// For listing devices: some sound servers take their time to say that they are not there.
const LISTING: Duration = Duration::from_secs(10);

/// Sends a datagram from one port of an address to another.
async fn echo(ip: IpAddr) -> std::io::Result<()> {
    let (from, to) = (UdpSocket::bind((ip, 0)).await?, UdpSocket::bind((ip, 0)).await?);
    let word: [u8; 16] = random::bytes();
    from.send_to(&word, to.local_addr()?).await?;
    let mut buffer = [0; 64];
    let wait = async {
        loop {
            let (length, _) = to.recv_from(&mut buffer).await?;
            if buffer[..length] == word {
                return Ok(());
            }
        }
    };
    timeout(PATIENCE, wait).await.unwrap_or_else(|_| Err(std::io::Error::other("it did not arrive")))
}

/// The address of this machine from which packets to `towards` leave. Nothing is sent: the system only looks up the route.
async fn outgoing(towards: SocketAddr) -> Option<IpAddr> {
    let any: SocketAddr =
        if towards.is_ipv4() { (Ipv4Addr::UNSPECIFIED, 0).into() } else { (Ipv6Addr::UNSPECIFIED, 0).into() };
    let socket = UdpSocket::bind(any).await.ok()?;
    socket.connect(towards).await.ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|ip| !ip.is_unspecified())
}

/// Whether media could leave: the addresses that calls will use, and a datagram on each.
pub(super) async fn network(server: &ServerAddress, tell: &mut impl FnMut(Finding)) {
    // Addresses kept for documentation (RFC 5737, RFC 3849): the route to them is the one to the rest of the world.
    let mut towards: Vec<SocketAddr> =
        vec![(Ipv4Addr::new(192, 0, 2, 1), 9).into(), (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1), 9).into()];
    let (host, port) = server.dial();
    if let Ok(Ok(addresses)) = timeout(PATIENCE, tokio::net::lookup_host((host, port))).await {
        towards.extend(addresses);
    }
    let mut addresses: Vec<IpAddr> = vec![Ipv4Addr::LOCALHOST.into()];
    for at in towards {
        if let Some(ip) = outgoing(at).await
            && !addresses.contains(&ip)
        {
            addresses.push(ip);
        }
    }
    let mut failed = Vec::new();
    for ip in &addresses {
        if let Err(e) = echo(*ip).await {
            failed.push(format!("{ip}: {e}"));
        }
    }
    let outside = addresses.iter().filter(|ip| !ip.is_loopback()).count();
    if !failed.is_empty() {
        let remedy = "Allow Chancery to use UDP in this machine's firewall.";
        tell(Finding::fails(
            "udp",
            format!("Datagrams do not arrive on this machine ({}).", failed.join("; ")),
            remedy,
        ));
    } else if outside == 0 {
        let remedy = "Connect this machine to a network, unless all participants sit at it.";
        tell(Finding::lacking(
            "udp",
            "Datagrams arrive on this machine, but it has no address beside the loopback one.",
            remedy,
        ));
    } else {
        let plural = if outside == 1 { "" } else { "es" };
        tell(Finding::works(
            "udp",
            format!("Datagrams arrive on this machine; calls can use {outside} address{plural} of it."),
        ));
    }
}

type Listed = Vec<(String, String)>;

fn device(check: &'static str, what: &str, listed: &Listed, remedy: &str) -> Finding {
    match listed.as_slice() {
        [] => Finding::lacking(check, format!("No {what}."), remedy),
        [(_, only)] => Finding::works(check, format!("A {what}: {only}.")),
        [(_, first), rest @ ..] => {
            Finding::works(check, format!("{} of the kind {what}: {first} and {} more.", listed.len(), rest.len()))
        }
    }
}

/// Which devices there are; none of them is opened.
pub(super) async fn devices(tell: &mut impl FnMut(Finding)) {
    let list = tokio::task::spawn_blocking(|| {
        use chancery_media::{picture, sound};
        (sound::list_microphones(), picture::list_cameras(), picture::list_screens(), sound::list_speakers())
    });
    let Ok(Ok((microphones, cameras, screens, speakers))) = timeout(LISTING, list).await else {
        let remedy = "Restart the sound server of this machine, then try again.";
        tell(Finding::lacking("microphone", "The system does not say which devices there are.", remedy));
        return;
    };
    tell(device(
        "microphone",
        "microphone",
        &microphones,
        "Plug one in; until then others do not hear you (`--microphone FILE.wav` plays a file).",
    ));
    tell(device(
        "speaker",
        "loudspeaker",
        &speakers,
        "Plug one in; until then you do not hear others (`--record DIR` keeps what they say).",
    ));
    tell(device("camera", "camera", &cameras, "Plug one in, or join without (`--camera none`)."));
    tell(device("screen", "screen", &screens, "Nothing can be shared from here; `--screen FILE.y4m` shares a file."));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Verdict;

    #[tokio::test]
    async fn a_datagram_goes_from_port_to_port_of_the_loopback() {
        echo(Ipv4Addr::LOCALHOST.into()).await.unwrap();
        // An address of nobody (RFC 5737) cannot be bound.
        assert!(echo(Ipv4Addr::new(192, 0, 2, 1).into()).await.is_err());
    }

    #[test]
    fn none_one_and_many_devices_are_said() {
        let named = |names: &[&str]| -> Listed { names.iter().map(|n| (n.to_string(), n.to_string())).collect() };
        let none = device("camera", "camera", &named(&[]), "Plug one in.");
        assert_eq!((none.verdict, none.remedy.as_deref()), (Verdict::Lacking, Some("Plug one in.")));
        assert!(device("camera", "camera", &named(&["A"]), "").found.contains('A'));
        assert!(device("camera", "camera", &named(&["A", "B"]), "").found.contains("1 more"));
    }
}
