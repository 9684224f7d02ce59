// The browser's own reader of QR codes, where it has one: no library is loaded for it.

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

interface Detectors {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

const format = 'qr_code';
/** Between two looks. */
const pause = 200;

function detectors(): Detectors | undefined {
  return (globalThis as { BarcodeDetector?: Detectors }).BarcodeDetector;
}

/** Whether there is a reader and, as far as can be told, a camera. */
export async function canScan(): Promise<boolean> {
  const found = detectors();
  if (!found || !navigator.mediaDevices) return false;
  return (await found.getSupportedFormats().catch((): string[] => [])).includes(format);
}

/** Shows the camera in `video` and tells every code in view until the signal; rejects when there is no camera to be had. */
export async function scan(video: HTMLVideoElement, found: (text: string) => void, signal: AbortSignal): Promise<void> {
  const Known = detectors();
  if (!Known) throw new Error('this browser reads no codes');
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  try {
    video.srcObject = stream;
    await video.play();
    const detector = new Known({ formats: [format] });
    while (!signal.aborted) {
      for (const { rawValue } of await detector.detect(video)) found(rawValue);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}
