// Tiếng Việt: the first language of the page, and the shape that every other dictionary has.
import type { Level, Profile, Rank } from '../api/model';
import type { ProblemCode } from '../api/problem';
import type { RefusedLocation } from '../geolocation';

type Saying = { title: string; advice: string };

const LEVELS: Record<Level, string> = {
  preschool: 'Mầm non',
  primary: 'Tiểu học',
  lower_secondary: 'THCS',
  upper_secondary: 'THPT',
};
const LEVELS_LONG: Record<Level, string> = {
  preschool: 'mầm non',
  primary: 'tiểu học',
  lower_secondary: 'trung học cơ sở',
  upper_secondary: 'trung học phổ thông',
};
const PROFILES: Record<Profile, string> = { walk: 'Đi bộ', motorbike: 'Xe máy', bicycle: 'Xe đạp', car: 'Ô tô' };
const MOVES: Record<Profile, string> = { walk: 'Đi bộ', motorbike: 'Đi xe máy', bicycle: 'Đi xe đạp', car: 'Đi ô tô' };
const RANKS: Record<Rank, string> = { metres: 'Gần nhất', minutes: 'Nhanh nhất' };

/** A name inside a sentence: its common first word loses the capital, `đường Rừng Sác`. */
function inside(name: string): string {
  return /^(đường|hẻm|ngõ|quốc lộ|tỉnh lộ|cầu|phố|đại lộ|lối|phà|đò|tàu|bến|thuyền|ca nô)(?!\p{L})/iu.test(name)
    ? name.charAt(0).toLowerCase() + name.slice(1)
    : name;
}

/** `Phà Bình Khánh` inside a sentence; a line without its kind is named a boat. */
function boat(name: string | null | undefined): string {
  if (!name) return 'phà, đò';
  const named = inside(name);
  return named === name && !/^\p{Ll}/u.test(name) ? `đò ${name}` : named;
}

export const vi = {
  title: 'Trường Gần',
  tagline: 'Tìm trường gần nhà',
  description: 'Tìm trường gần nhà nhất theo đường đi thật: đường bộ, cầu, phà và đò.',
  skip: 'Tới danh sách trường',
  switchLang: 'English',
  switchLangHint: 'Switch to English',
  close: 'Đóng',
  retry: 'Thử lại',
  loading: 'Đang tải…',

  synthetic: {
    title: 'Dữ liệu minh hoạ',
    text: 'không dùng để xét nhập học.',
    long: 'Bộ dữ liệu này là bản vẽ phỏng để xem thử: có chỗ gần đúng, có chỗ tự đặt ra. Đừng dùng để quyết định việc nhập học.',
  },
  offline: {
    title: 'Đang mất mạng',
    text: 'Danh sách và phần bản đồ đã xem vẫn mở được; tìm đường cần có mạng.',
  },

  home: {
    heading: 'Nhà ở đâu?',
    intro: 'Chạm vào bản đồ ở chỗ nhà mình, hoặc chọn một cách dưới đây.',
    introNoMap: 'Chọn một cách dưới đây để biết trường nào gần nhà nhất.',
    locate: 'Dùng vị trí của tôi',
    locating: 'Đang tìm vị trí…',
    typed: 'Nhập toạ độ',
    placed: 'Nhà đã đặt',
    onRoad: (road: string, metres: string) => `Cách ${inside(road)} ${metres}`,
    beside: (road: string | null) => (road ? `Ngay bên ${inside(road)}` : 'Ngay bên đường'),
    offRoad: (metres: string) => `Cách đường ${metres}`,
    change: 'Đổi',
    remove: 'Bỏ điểm nhà',
    undo: 'Hoàn tác',
    moved: 'Đã dời điểm nhà.',
    removed: 'Đã bỏ điểm nhà.',
    set: 'Đã đặt điểm nhà.',
    privacy: 'Điểm nhà chỉ dùng để tính đường, không được lưu lại.',
    lowConfidence: 'Kết quả chưa chắc chắn',
  },
  coordinates: {
    label: 'Toạ độ nhà',
    hint: 'Dán từ Google Maps, thí dụ 10.6422, 106.7875',
    submit: 'Đặt nhà ở đây',
    exchanged: 'Hai số bị đổi chỗ, trang đã xếp lại: vĩ độ trước, kinh độ sau.',
    empty: 'Hãy nhập hai số: vĩ độ và kinh độ.',
    unreadable: 'Chưa đọc được. Hãy nhập hai số như 10.6422, 106.7875.',
    abroad: 'Toạ độ này nằm ngoài Việt Nam. Hãy kiểm tra lại hai số.',
  },
  location: {
    denied: 'Trình duyệt chưa cho phép dùng vị trí. Hãy mở quyền vị trí cho trang này, hoặc chạm vào bản đồ.',
    unavailable: 'Máy chưa xác định được vị trí. Hãy ra chỗ thoáng rồi thử lại, hoặc chạm vào bản đồ.',
    timeout: 'Tìm vị trí quá lâu. Hãy thử lại, hoặc chạm vào bản đồ.',
    unsupported: 'Trình duyệt này không cho biết vị trí. Hãy chạm vào bản đồ hoặc nhập toạ độ.',
    coarse: (metres: string) => `Vị trí có thể lệch tới ${metres}. Hãy kéo điểm nhà về đúng cửa nhà.`,
  } satisfies Record<RefusedLocation, string> & { coarse: (metres: string) => string },

  choose: { heading: 'Lựa chọn', level: 'Cấp học', profile: 'Đi bằng', rank: 'Xếp theo' },
  levels: LEVELS,
  levelsLong: LEVELS_LONG,
  profiles: PROFILES,
  ranks: RANKS,

  results: {
    heading: (count: number, level: Level, rank: Rank) =>
      `${count} trường ${LEVELS_LONG[level]} ${rank === 'metres' ? 'gần nhất' : 'tới nhanh nhất'}`,
    headingEmpty: (level: Level) => `Trường ${LEVELS_LONG[level]}`,
    straight: (metres: string) => `đường chim bay ${metres}`,
    crossings: (count: number) => (count === 1 ? 'qua phà' : `${count} lượt phà`),
    crossingsLong: (count: number) => `phải qua ${count} lượt phà hoặc đò`,
    leaveBy: (time: string) => `rời nhà trước ${time}`,
    late: 'không kịp giờ vào học',
    noBoat: 'hôm đó không có chuyến',
    guessed: 'cấp học đoán từ tên',
    unsure: 'chưa chắc lối vào trường',
    open: 'Xem đường đi',
    walkNote: 'Thời gian đi bộ tính theo bước chân của trẻ sáu tuổi.',
    waitNote: 'Thời gian đã gồm lúc chờ phà trung bình.',
    more: 'Xem thêm trường',
    ready: (count: number, first: string, metres: string) =>
      count === 0 ? 'Không có trường nào tới được.' : `Có ${count} trường. Gần nhất là ${first}, ${metres}.`,
    emptyTitle: 'Không có trường nào tới được',
    emptyAdvice: 'Hãy đổi cách đi hoặc cấp học, hoặc dời điểm nhà.',
  },

  browse: {
    heading: 'Tất cả trường',
    filter: 'Lọc theo tên trường, xã',
    placeholder: 'thí dụ: can thanh',
    count: (count: number, more: boolean) => (count === 0 ? 'Không có trường nào' : `${more ? 'hơn ' : ''}${count} trường`),
    none: 'Không có trường nào khớp. Hãy bớt chữ hoặc chọn cấp học khác.',
    noneAtLevel: 'Bộ dữ liệu chưa có trường nào ở cấp này.',
    clear: 'Xoá chữ lọc',
    campuses: (count: number) => `${count} điểm trường`,
    more: 'Xem thêm',
  },

  school: {
    back: 'Về danh sách',
    levels: 'Cấp học',
    campuses: 'Các điểm trường',
    main: 'điểm chính',
    commune: 'Xã, phường',
    operator: 'Đơn vị quản lý',
    seats: 'Chỗ học',
    seatsValue: (count: string) => `${count} chỗ`,
    seatsSynthetic: 'số liệu minh hoạ',
    source: 'Nguồn',
    place: 'Toạ độ',
    about: 'Về trường này',
    here: 'đang xem',
  },

  route: {
    heading: 'Đường đi',
    needHome: 'Đặt điểm nhà để xem đường đi tới trường này.',
    total: (metres: string, time: string) => `${metres}, khoảng ${time}`,
    access: (metres: string) => `gồm ${metres} ngoài đường có trên bản đồ`,
    fromDoor: 'Từ nhà ra đường',
    toGate: 'Vào tới trường',
    along: (profile: Profile, road: string | null | undefined) =>
      road ? `${MOVES[profile]} theo ${inside(road)}` : `${MOVES[profile]} theo đường nhỏ`,
    wait: (name: string | null | undefined) => `Chờ ${boat(name)}`,
    sail: (name: string | null | undefined) => `Đi ${boat(name)}`,
    ride: (name: string | null | undefined) => `Đi ${name ?? 'xe buýt'}`,
    atStop: 'Giữa đường và bến',
    departs: (time: string) => `chạy lúc ${time}`,
    lowGate: 'Chưa chắc lối từ đường vào cổng trường. Hãy hỏi trường trước khi đi.',
    low: 'Đoạn từ nhà ra đường chưa chắc chắn. Hãy dời điểm nhà về sát cửa hoặc lối đi.',
    ready: (name: string, metres: string, time: string) => `Đường tới ${name}: ${metres}, khoảng ${time}.`,
    arrive: 'Tới nơi',
  },

  onFoot: {
    heading: 'Trên đường đi bộ',
    crosses: (count: number) => (count === 1 ? 'Phải qua một đường lớn' : `Phải qua ${count} đường lớn`),
    road: (name: string | null) => (name ? name : 'Đường lớn không tên'),
    marked: 'có vạch qua đường hoặc đèn',
    unmarked: 'bản đồ không ghi vạch qua đường',
    withPavement: (metres: string) => `Có vỉa hè: ${metres}.`,
    withoutPavement: (metres: string) => `Không có vỉa hè: ${metres}.`,
    unknown: (metres: string) => `Còn ${metres} bản đồ không ghi rõ.`,
  },

  map: {
    label: 'Bản đồ trường học',
    canvas: 'Bản đồ: phím mũi tên để di chuyển, cộng trừ để phóng, Enter để đặt nhà ở giữa',
    loading: 'Đang tải bản đồ…',
    noWebgl: 'Máy này không vẽ được bản đồ. Danh sách và đường đi bằng chữ vẫn dùng được đầy đủ.',
    failed: 'Bản đồ chưa tải được. Danh sách vẫn dùng được.',
    aim: 'Ngắm bằng tâm bản đồ',
    aimPlace: 'Đặt nhà ở tâm',
    aimHint: 'Di chuyển bản đồ cho dấu thập trùng nhà mình.',
    whole: 'Xem cả vùng',
    taller: 'Mở rộng bản đồ',
    shorter: 'Thu nhỏ bản đồ',
    zoomIn: 'Phóng to',
    zoomOut: 'Thu nhỏ',
    homeMarker: 'Điểm nhà, kéo để dời',
    attribution: 'Ghi công',
  },

  about: {
    heading: 'Về dữ liệu',
    published: (day: string) => `Công bố ngày ${day}`,
    hash: 'Mã bộ dữ liệu',
    counts: (n: { schools: string; campuses: string; communes: string; km: string; ferries: string }) =>
      `${n.schools} trường, ${n.campuses} điểm trường, ${n.communes} xã, ${n.km} km đường, ${n.ferries} tuyến phà, đò`,
    how: 'Khoảng cách đo theo đường đi thật; sông rạch chỉ qua bằng cầu, phà hay đò có trong dữ liệu.',
  },

  problems: {
    invalid_parameter: { title: 'Câu hỏi chưa đúng', advice: 'Hãy chọn lại cấp học, cách đi, rồi thử lại.' },
    coordinates_out_of_range: { title: 'Toạ độ không có thật', advice: 'Hãy kiểm tra lại hai số vĩ độ và kinh độ.' },
    coordinates_swapped: { title: 'Hai số bị đổi chỗ', advice: 'Hãy nhập vĩ độ trước, kinh độ sau.' },
    outside_map: { title: 'Nhà nằm ngoài bản đồ', advice: 'Hãy đặt điểm nhà trong vùng có đường trên bản đồ.' },
    pin_far_from_road: { title: 'Điểm nhà xa đường', advice: 'Hãy dời điểm nhà về cửa nhà hoặc lối đi gần nhất.' },
    unknown_campus: { title: 'Không tìm thấy điểm trường này', advice: 'Có thể dữ liệu đã đổi. Hãy chọn trường khác trong danh sách.' },
    unknown_school: { title: 'Không tìm thấy trường này', advice: 'Có thể dữ liệu đã đổi. Hãy chọn trường khác trong danh sách.' },
    not_found: { title: 'Không có trang này', advice: 'Hãy về danh sách trường.' },
    no_dataset: { title: 'Chưa có dữ liệu', advice: 'Máy chủ chưa nạp bộ dữ liệu nào. Hãy quay lại sau ít phút.' },
    body_too_large: { title: 'Câu hỏi quá dài', advice: 'Hãy tải lại trang rồi thử lại.' },
    timeout: { title: 'Máy chủ trả lời quá lâu', advice: 'Hãy chờ một chút rồi thử lại.' },
    method_not_allowed: { title: 'Trang bị cũ', advice: 'Hãy tải lại trang.' },
    offline: { title: 'Không kết nối được máy chủ', advice: 'Hãy kiểm tra mạng rồi thử lại.' },
    unexpected: { title: 'Có trục trặc', advice: 'Hãy thử lại. Nếu vẫn vậy, gửi mã yêu cầu cho người quản trị.' },
  } satisfies Record<ProblemCode, Saying>,
  requestId: (id: string) => `Mã yêu cầu: ${id}`,
};

type Widen<T> = T extends string
  ? string
  : T extends (...args: infer Args) => string
    ? (...args: Args) => string
    : { [Key in keyof T]: Widen<T[Key]> };

export type Dictionary = Widen<typeof vi>;
